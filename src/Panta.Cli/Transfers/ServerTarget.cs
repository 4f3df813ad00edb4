using System.Net;
using System.Text.Json;
using Panta.Cli.Connections;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Transfers;
using Panta.Tracking.Webhooks;

namespace Panta.Cli.Transfers;

/// <summary>A store behind a running server of Panta's, which goes on answering others meanwhile.</summary>
sealed class ServerTarget(ServerConnection server) : ITransferTarget
{
    const string Call = "api/1.0/import";
    const string Files = "api/2.0/mlflow-artifacts/artifacts";
    const int LargestBody = 8 << 20;
    const int CountedAtOnce = 50;

    /// <inheritdoc/>
    public string Place => $"the store of {server.Address.GetLeftPart(UriPartial.Authority)}";

    /// <inheritdoc/>
    public async Task<Experiment> AddAsync(Experiment experiment, bool moves, CancellationToken cancel) =>
        (await SendAsync(new ImportPiece { Experiment = experiment, Moves = moves }, cancel)).Experiment
        ?? throw new InvalidDataException($"{server.Address} does not tell what it stored. Is it a Panta server of this version?");

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<MovedRun> runs, CancellationToken cancel) => SendAsync(runs, some => new() { Runs = some }, cancel);

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<Metric> points, CancellationToken cancel) => SendAsync(points, some => new() { Points = some }, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> CountAsync(IReadOnlyList<string> runs, CancellationToken cancel)
    {
        var stored = new List<TransferTally>();
        foreach (var some in runs.Chunk(CountedAtOnce)) stored.AddRange((await SendAsync(new ImportPiece { Count = some }, cancel)).Stored);
        return stored;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ExistingAsync(IReadOnlyList<string> runs, CancellationToken cancel) =>
        [.. (await SendAsync(runs, some => new() { Find = some }, cancel)).SelectMany(answer => answer.Runs)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ExistingModelsAsync(IReadOnlyList<string> models, CancellationToken cancel) =>
        [.. (await SendAsync(models, some => new() { FindModels = some }, cancel)).SelectMany(answer => answer.Models)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<MovedModel> models, CancellationToken cancel) =>
        [.. (await SendAsync(models, some => new() { Models = some }, cancel)).SelectMany(answer => answer.Stored)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<AliasChange> moves, CancellationToken cancel) =>
        [.. (await SendAsync(moves, some => new() { AliasMoves = some }, cancel)).SelectMany(answer => answer.Stored)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<StageChange> moves, CancellationToken cancel) =>
        [.. (await SendAsync(moves, some => new() { StageMoves = some }, cancel)).SelectMany(answer => answer.Stored)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancel) =>
        [.. (await SendAsync(webhooks, some => new() { Webhooks = some }, cancel)).SelectMany(answer => answer.Stored)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransferTally>?> AddAsync(MovedRegistration registration, string source, CancellationToken cancel)
    {
        var answer = await SendAsync(new ImportPiece { Registration = registration, Source = source }, cancel);
        return answer.IsAnother ? null : answer.Stored;
    }

    /// <inheritdoc/>
    public Task WriteFileAsync(string path, Stream content, CancellationToken cancel) => server.PutBytesAsync(AddressOf(path), content, cancel);

    /// <inheritdoc/>
    public Task<(Stream Content, long Length)?> FindFileAsync(string path, CancellationToken cancel) => server.FindBytesAsync(AddressOf(path), cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // the connection is the caller's
    }

    static string AddressOf(string path) => $"{Files}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    // Halves what is too large for one request; one thing alone is sent whatever its size, and the server says if it is too large.
    async Task<List<ImportAnswer>> SendAsync<T>(IReadOnlyList<T> things, Func<IReadOnlyList<T>, ImportPiece> piece, CancellationToken cancel)
    {
        if (things.Count == 0) return [];

        var body = JsonSerializer.SerializeToUtf8Bytes(piece(things), ImportPiece.Json);
        if (body.Length <= LargestBody || things.Count == 1) return [await SendAsync(body, cancel)];

        var half = things.Count / 2;
        return [.. await SendAsync([.. things.Take(half)], piece, cancel), .. await SendAsync([.. things.Skip(half)], piece, cancel)];
    }

    Task<ImportAnswer> SendAsync(ImportPiece piece, CancellationToken cancel) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(piece, ImportPiece.Json), cancel);

    async Task<ImportAnswer> SendAsync(byte[] body, CancellationToken cancel)
    {
        try
        {
            return (await server.PostAsync(Call, body, cancel)).Deserialize<ImportAnswer>(ImportPiece.Json)!;
        }
        catch (ServerAnswerException error) when (error.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            throw new UsageException(
                $"The server at {server.Address} takes no imports: it is none of Panta's, or an older one. Give a Panta server, or stop it and name its folder "
                + "with --data.");
        }
        catch (HttpRequestException error) when (error.InnerException is not System.Net.Sockets.SocketException)
        {
            throw new IOException($"The server at {server.Address} broke the connection. Look whether it runs, then repeat the import: it goes on where it stopped.", error);
        }
    }
}
