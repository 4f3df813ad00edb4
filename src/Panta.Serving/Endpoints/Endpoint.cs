using Panta.Data.Predictions;
using Panta.Data.Tables;
using Panta.Serving.Protocols;
using Panta.Serving.Scoring;
using Panta.Tracking.Models;

namespace Panta.Serving.Endpoints;

/// <summary>
/// A named address that answers predictions with the version its alias points to. When the alias moves, the old version answers until the new one is
/// loaded; each request
/// is answered by one version. An answer leaves when its predictions are on disk. Safe to call from many threads.
/// </summary>
public sealed class Endpoint : IAsyncDisposable
{
    readonly ModelRegistry _registry;
    readonly Func<ModelVersion, Scorer> _load;
    readonly TimeProvider _time;
    readonly TimeProvider _clock;
    readonly EndpointCounters _counters = new();
    readonly SemaphoreSlim _loading = new(1);

    volatile EndpointSettings _settings;
    volatile LoadedModel? _current;
    volatile Exception? _loadFailure;

    /// <summary>An endpoint that has no model until <see cref="RefreshAsync"/>.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="registry">Where its alias is looked up.</param>
    /// <param name="load">Loads a version's files.</param>
    /// <param name="log">Where predictions are kept; closed with the endpoint.</param>
    /// <param name="time">The system's clock, for latencies.</param>
    /// <param name="clock">The project's clock, for times of arrival.</param>
    public Endpoint(EndpointSettings settings, ModelRegistry registry, Func<ModelVersion, Scorer> load, EndpointLog log, TimeProvider time, TimeProvider clock)
    {
        (_settings, _registry, _load, Log, _time, _clock) = (settings, registry, load, log, time, clock);
    }

    /// <summary>Gets what the endpoint is.</summary>
    public EndpointSettings Settings => _settings;

    /// <summary>Gets the predictions and labels.</summary>
    public EndpointLog Log { get; }

    /// <summary>Gets the version that answers. Null: none is loaded.</summary>
    public string? Version => _current?.Version;

    /// <summary>Gets the scorer of the version that answers. Null: none is loaded.</summary>
    public Scorer? Scorer => _current?.Scorer;

    /// <summary>Gets why the version that the alias points to could not be loaded; the one before still answers. Null: it could.</summary>
    public Exception? LoadFailure => _loadFailure;

    /// <summary>Gets what the endpoint has done since it was opened.</summary>
    public EndpointStatistics Statistics => _counters.ToStatistics();

    /// <summary>Loads the version that the alias points to, unless it is loaded already; the one before answers meanwhile.</summary>
    /// <param name="cancel">Gives up before loading begins.</param>
    /// <returns>The version that answers from now on. Null: the alias points to none.</returns>
    /// <exception cref="Learning.Persistence.ModelFormatException">The version's files are missing or damaged; the one before still answers.</exception>
    public async Task<string?> RefreshAsync(CancellationToken cancel = default)
    {
        await _loading.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var settings = _settings;
            var version = _registry.FindByAlias(settings.Model, settings.Alias);
            if (version is null) _current = null;
            else if (_current?.Version != Name(version) || _loadFailure is not null) _current = await Task.Run(() => Load(version), cancel)
                .ConfigureAwait(false);
            _loadFailure = null;
            return _current?.Version;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _loadFailure = error;
            throw;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Reads, scores and logs one request; answers when its predictions are on disk.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="media">Its form.</param>
    /// <param name="requestId">Its id; see <see cref="RequestId"/>.</param>
    /// <param name="options">Limits and strictness. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <param name="cancel">Given up before the predictions are handed to the log; afterwards they are kept whatever the caller does.</param>
    /// <exception cref="InvocationException">The request cannot be read or does not fit the model.</exception>
    /// <exception cref="ModelFailureException">The model failed on the rows.</exception>
    /// <exception cref="NoModelException">There is no model to answer with.</exception>
    /// <exception cref="WriteAheadException">The disk refused the predictions; there is no answer.</exception>
    public Task<ScoringAnswer> InvokeAsync(
        ReadOnlyMemory<byte> body, MediaType media, string requestId, InvocationOptions? options = null, CancellationToken cancel = default)
    {
        var start = _time.GetTimestamp();
        var settings = _settings;
        return Counted(async () =>
        {
            var model = Require();
            var rows = FrameReader.Read(body.Span, media, model.Inputs, model.Extras(settings), options);
            var answers = await AnswerAsync(model, settings, [new(requestId, rows)], options, start, cancel).ConfigureAwait(false);
            return answers[0];
        });
    }

    /// <summary>Scores and logs several requests at once, as those that wait in a stream: one pass of the model, one write to the log.</summary>
    /// <param name="requests">At least one.</param>
    /// <param name="options">Strictness. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <param name="cancel">Given up before the predictions are handed to the log.</param>
    /// <returns>The answers in order.</returns>
    /// <exception cref="InvocationException">A request does not fit the model; none was answered.</exception>
    /// <exception cref="ModelFailureException">The model failed on the rows; none was answered.</exception>
    /// <exception cref="NoModelException">There is no model to answer with.</exception>
    public Task<IReadOnlyList<ScoringAnswer>> InvokeAsync(
        IReadOnlyList<ScoringRequest> requests, InvocationOptions? options = null, CancellationToken cancel = default)
    {
        var start = _time.GetTimestamp();
        var settings = _settings;
        return Counted(() => AnswerAsync(Require(), settings, requests, options, start, cancel));
    }

    /// <summary>Closes the log; what is in it goes to its tables.</summary>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync().ConfigureAwait(false);
        _loading.Dispose();
    }

    /// <summary>Changes what the endpoint is, but for its name; the new alias is followed from the next <see cref="RefreshAsync"/> on.</summary>
    internal void Change(EndpointSettings settings) => _settings = settings;

    static string Name(ModelVersion version) => version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    LoadedModel Load(ModelVersion version) => new(Name(version), _load(version));

    LoadedModel Require() => _current ?? throw new NoModelException(_settings.Name, _settings.Model, _settings.Alias, _loadFailure);

    async Task<IReadOnlyList<ScoringAnswer>> AnswerAsync(
        LoadedModel model, EndpointSettings settings, IReadOnlyList<ScoringRequest> requests, InvocationOptions? options, long start, CancellationToken cancel)
    {
        var arrival = _clock.GetUtcNow();
        var prepared = requests.Select(request => model.Scorer.Prepare(request.Rows, options)).ToList();
        var outputs = model.Score(Table.Concat(prepared));
        var latency = _time.GetElapsedTime(start);

        var answers = new List<ScoringAnswer>(requests.Count);
        var logged = new List<Table>(requests.Count);
        var row = 0;
        foreach (var (request, features) in requests.Zip(prepared))
        {
            var predictions = requests.Count == 1 ? outputs : outputs.Slice(row, features.RowCount);
            row += features.RowCount;
            answers.Add(new(request.Id, model.Version, predictions));
            if (features.RowCount > 0) logged.Add(PredictionRows.Of(settings, request, model.Version, features, predictions, arrival, latency));
        }
        if (logged.Count > 0) await Log.AppendPredictionsAsync(Joined(logged), cancel).ConfigureAwait(false);

        foreach (var answer in answers) _counters.Answered(model.Version, answer.Predictions.RowCount, _time.GetElapsedTime(start));
        return answers;
    }

    // Requests with and without a key or other columns of their own cannot be joined column by column.
    static Table Joined(List<Table> parts)
    {
        if (parts.Count == 1) return parts[0];

        var names = parts.SelectMany(part => part.Schema.Names).Distinct().ToList();
        if (parts.Exists(part => part.Schema.Count != names.Count)) parts = parts.ConvertAll(WithKey);
        return Table.Concat(parts);
    }

    static Table WithKey(Table part) => part.Schema.Contains("entity_key") ? part : part.With("entity_key", part["prediction_id"]);

    async Task<T> Counted<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _counters.Failed(error switch
            {
                InvocationException => "input",
                NoModelException => "no_model",
                ModelFailureException => "model",
                _ => "log",
            });
            throw;
        }
    }
}
