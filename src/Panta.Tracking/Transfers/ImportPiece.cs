using System.Data.Common;
using System.Text.Json;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>A piece of what is brought into a store behind a running server, as the command sends it. One of the properties is set.</summary>
public sealed record ImportPiece
{
    const int MostPoints = 10_000;

    /// <summary>How pieces and their answers are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonLines.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>An experiment to add; null (default) for none.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>Whether the experiment's files move into the store. Default no.</summary>
    public bool Moves { get; init; }

    /// <summary>Runs to add, at most 1,000. Default none.</summary>
    public IReadOnlyList<MovedRun> Runs { get; init; } = [];

    /// <summary>Points of metrics to add, at most 10,000. Default none.</summary>
    public IReadOnlyList<Metric> Points { get; init; } = [];

    /// <summary>Ids of runs to count what is stored of, at most 1,000. Default none.</summary>
    public IReadOnlyList<string> Count { get; init; } = [];

    /// <summary>Ids of runs to look up, at most 10,000. Default none.</summary>
    public IReadOnlyList<string> Find { get; init; } = [];

    /// <summary>Ids of logged models to look up, at most 10,000. Default none.</summary>
    public IReadOnlyList<string> FindModels { get; init; } = [];

    /// <summary>Logged models to add, at most 1,000. Default none.</summary>
    public IReadOnlyList<MovedModel> Models { get; init; } = [];

    /// <summary>Moves of aliases to add, at most 1,000. Default none.</summary>
    public IReadOnlyList<AliasChange> AliasMoves { get; init; } = [];

    /// <summary>Moves between stages to add, at most 1,000. Default none.</summary>
    public IReadOnlyList<StageChange> StageMoves { get; init; } = [];

    /// <summary>Webhooks to add, at most 1,000. Default none.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>A registered model to add; null (default) for none.</summary>
    public MovedRegistration? Registration { get; init; }

    /// <summary>Where it comes from. Default empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>Reads a piece from a request.</summary>
    /// <param name="body">The request's body, whose length somebody else limits.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="JsonException">It is no piece.</exception>
    /// <exception cref="ArgumentException">It holds something that no store may hold.</exception>
    public static async Task<ImportPiece> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, cancel).ConfigureAwait(false);
        var text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        RequireNoHoles(text.Span);
        var piece = JsonSerializer.Deserialize<ImportPiece>(text.Span, Json) ?? throw new JsonException("The body is null; needs an object.");
        piece.Require();
        return piece;
    }

    /// <summary>Adds it to a store.</summary>
    /// <param name="target">The store.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">The store does not take it, as where a run's experiment is not there.</exception>
    public async Task<ImportAnswer> AddToAsync(ITransferTarget target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            if (Experiment is not null) return new() { Experiment = await target.AddAsync(Experiment, Moves, cancel).ConfigureAwait(false) };
            if (Registration is not null) return Answer(await target.AddAsync(Registration, Source, cancel).ConfigureAwait(false));
            if (Models.Count > 0) return Answer(await target.AddAsync(Models, cancel).ConfigureAwait(false));
            if (AliasMoves.Count > 0) return Answer(await target.AddAsync(AliasMoves, cancel).ConfigureAwait(false));
            if (StageMoves.Count > 0) return Answer(await target.AddAsync(StageMoves, cancel).ConfigureAwait(false));
            if (Webhooks.Count > 0) return Answer(await target.AddAsync(Webhooks, cancel).ConfigureAwait(false));
            if (Count.Count > 0) return Answer(await target.CountAsync(Count, cancel).ConfigureAwait(false));
            if (Find.Count > 0) return new() { Runs = await target.ExistingAsync(Find, cancel).ConfigureAwait(false) };
            if (FindModels.Count > 0) return new() { Models = await target.ExistingModelsAsync(FindModels, cancel).ConfigureAwait(false) };
            if (Runs.Count > 0) await target.AddAsync(Runs, cancel).ConfigureAwait(false);
            if (Points.Count > 0) await target.AddAsync(Points, cancel).ConfigureAwait(false);
            return new();
        }
        catch (NotFoundException error)
        {
            throw new ArgumentException(error.Message, error);
        }
        catch (DbException error)
        {
            throw new ArgumentException($"The store does not take this piece: {error.Message.TrimEnd('.')}. Add experiments before runs, and runs before models.", error);
        }
    }

    static ImportAnswer Answer(IReadOnlyList<TransferTally>? stored) => new() { Stored = stored ?? [], IsAnother = stored is null };

    // A null in a list is nothing that the serializer refuses.
    static void RequireNoHoles(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        var inList = new Stack<bool>();
        while (reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject: inList.Push(reader.TokenType == JsonTokenType.StartArray); break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject: inList.Pop(); break;
                case JsonTokenType.Null when inList.TryPeek(out var list) && list: throw new JsonException("A list holds null; leave it out.");
            }
    }

    void Require()
    {
        Limits.RequireCount(Runs.Count, "runs");
        Limits.RequireCount(Models.Count, "models");
        Limits.RequireCount(Count.Count, "count");
        Limits.RequireCount(AliasMoves.Count, "aliasMoves");
        Limits.RequireCount(StageMoves.Count, "stageMoves");
        Limits.RequireCount(Webhooks.Count, "webhooks");
        if (Math.Max(Points.Count, Math.Max(Find.Count, FindModels.Count)) > MostPoints)
            throw new ArgumentException($"A piece holds at most {MostPoints} points or ids to look up.");

        if (Experiment is not null) RequireName(Experiment.Name, "experiment");
        if (Registration is not null) RequireName(Registration.Model.Name, "registered model");
        foreach (var id in Runs.Select(r => r.Run.RunId).Concat(Points.Select(p => p.RunId)).Concat(Models.Select(m => m.Model.ModelId)).Distinct())
            Limits.RequireRunId(id);
        foreach (var uri in Runs.Select(r => r.Run.ArtifactUri).Concat(Models.Select(m => m.Model.ArtifactUri)).Append(Experiment?.ArtifactLocation ?? ""))
            ArtifactPath.OfUri(uri);
    }

    static void RequireName(string name, string path)
    {
        if (name.Length == 0) throw new ArgumentException($"The {path} has no name.");
        Limits.RequireLength(name, Limits.NameLength, path);
    }
}
