using System.Text.Json;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>What a command asks a running server to tell of its store, to export it. The answer is a line of JSON a record.</summary>
public sealed record ExportPiece
{
    const int SentAtOnce = 64 << 10;

    /// <summary>Which records.</summary>
    public required ExportKind Kind { get; init; }

    /// <summary>Ids of the experiments whose runs or logged models are asked for. Default none.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>Ids of the runs whose points are asked for, at most 1,000. Default none.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The id of the run or logged model that came last, since these come some at a time; empty (default) for the first.</summary>
    public string After { get; init; } = "";

    /// <summary>Reads a question from a request.</summary>
    /// <param name="body">The request's body, whose length somebody else limits.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="ArgumentException">It names too many runs, or holds null where an id should be.</exception>
    public static async Task<ExportPiece> ReadAsync(Stream body, CancellationToken cancel)
    {
        var piece = await JsonSerializer.DeserializeAsync<ExportPiece>(body, ImportPiece.Json, cancel).ConfigureAwait(false)
            ?? throw new JsonException("The body is null; needs an object.");
        Limits.RequireCount(piece.Runs.Count, "runs");
        if (piece.Runs.Concat(piece.Experiments).Any(id => id is null)) throw new ArgumentException("A list of ids holds null; leave it out.");
        return piece;
    }

    /// <summary>Writes the answer, with a little of it in memory.</summary>
    /// <param name="store">The store that it is asked of.</param>
    /// <param name="to">Where the lines go.</param>
    /// <param name="cancel">Gives up between two records.</param>
    /// <exception cref="ArgumentException">An id has no form of one, or the run that came last is gone.</exception>
    public async Task AnswerAsync(PantaStore store, Stream to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(to);
        using var lines = new MemoryStream();
        foreach (var record in Records(store))
        {
            JsonSerializer.Serialize(lines, record, record.GetType(), JsonLines.Options);
            lines.WriteByte((byte)'\n');
            if (lines.Length >= SentAtOnce) await SendAsync().ConfigureAwait(false);
        }

        await SendAsync().ConfigureAwait(false);

        async Task SendAsync()
        {
            await to.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancel).ConfigureAwait(false);
            lines.SetLength(0);
        }
    }

    IEnumerable<object> Records(PantaStore store) => Kind switch
    {
        ExportKind.Experiments => store.Experiments(),
        ExportKind.Runs => store.RunsAfter(Experiments, After),
        ExportKind.Points => store.PointsOf(Runs),
        ExportKind.LoggedModels => store.LoggedModelsAfter(Experiments, After),
        ExportKind.Registrations => store.Registrations(),
        ExportKind.AliasMoves => store.AliasMoves(),
        ExportKind.StageMoves => store.StageMoves(),
        _ => store.Webhooks(),
    };
}
