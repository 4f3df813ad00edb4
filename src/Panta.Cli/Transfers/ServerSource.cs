using System.Net;
using System.Text.Json;
using Panta.Cli.Connections;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Transfers;
using Panta.Tracking.Webhooks;

namespace Panta.Cli.Transfers;

/// <summary>A store behind a running server of Panta's, which goes on answering others meanwhile. What they log meanwhile may or may not be seen.</summary>
sealed class ServerSource(ServerConnection server) : ITransferSource
{
    readonly MlflowServer _files = new(server.Address);

    /// <inheritdoc/>
    public string Place => $"the store of {server.Address.GetLeftPart(UriPartial.Authority)}";

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut() => PantaStore.StaysBehind;

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() => [.. Ask<Experiment>(new() { Kind = ExportKind.Experiments })];

    /// <inheritdoc/>
    public long CountRuns(IReadOnlyList<string> experimentIds) => 0;

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds)
    {
        for (var last = ""; Some(last) is { Count: > 0 } runs; last = runs[^1].Run.RunId) yield return runs;

        List<MovedRun> Some(string last) => [.. Ask<MovedRun>(new() { Kind = ExportKind.Runs, Experiments = experimentIds, After = last })];
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs) =>
        Ask<Metric>(new() { Kind = ExportKind.Points, Runs = [.. runs.Where(r => r.Run.Metrics.Count > 0).Select(r => r.Run.RunId)] });

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds)
    {
        for (var last = ""; Some(last) is { Count: > 0 } models; last = models[^1].Model.ModelId)
            foreach (var model in models) yield return model;

        List<MovedModel> Some(string last) => [.. Ask<MovedModel>(new() { Kind = ExportKind.LoggedModels, Experiments = experimentIds, After = last })];
    }

    /// <inheritdoc/>
    public IEnumerable<MovedRegistration> Registrations() => Ask<MovedRegistration>(new() { Kind = ExportKind.Registrations });

    /// <inheritdoc/>
    public IEnumerable<AliasChange> AliasMoves() => Ask<AliasChange>(new() { Kind = ExportKind.AliasMoves });

    /// <inheritdoc/>
    public IEnumerable<StageChange> StageMoves() => Ask<StageChange>(new() { Kind = ExportKind.StageMoves });

    /// <inheritdoc/>
    public IEnumerable<Webhook> Webhooks() => Ask<Webhook>(new() { Kind = ExportKind.Webhooks });

    /// <inheritdoc/>
    public bool Reaches(string uri) => _files.Reaches(uri);

    /// <inheritdoc/>
    public bool Has(string location) => _files.Has(location);

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => _files.Files(uri);

    /// <inheritdoc/>
    public Stream Open(string uri, string path) => _files.Open(uri, path);

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose(); // the connection is the caller's

    IEnumerable<T> Ask<T>(ExportPiece piece)
    {
        using var lines = new StreamReader(Answer(JsonSerializer.SerializeToUtf8Bytes(piece, ImportPiece.Json)));
        while (lines.ReadLine() is { } line)
            yield return JsonSerializer.Deserialize<T>(line, ImportPiece.Json)
                ?? throw new InvalidDataException($"{server.Address} told of nothing in a line. Is it a Panta server of this version?");
    }

    Stream Answer(byte[] question)
    {
        try
        {
            return server.Post("api/1.0/export", question);
        }
        catch (ServerAnswerException error) when (error.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            throw new UsageException(
                $"The server at {server.Address} gives no exports: it is none of Panta's, or an older one. Give a Panta server, or stop it and name its folder "
                + "with --data.");
        }
    }
}
