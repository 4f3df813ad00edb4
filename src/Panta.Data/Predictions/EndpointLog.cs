using System.Text.RegularExpressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>
/// Predictions and labels of one endpoint: two Delta tables, <c>tables/predictions/&lt;endpoint&gt;</c> and <c>tables/labels/&lt;endpoint&gt;</c>, each behind a
/// write-ahead file in <c>wal/</c>. Rows are acknowledged when they are on disk, and are seen by readers from then on. One process at a time; safe to call
/// from many threads.
/// </summary>
public sealed partial class EndpointLog : IAsyncDisposable
{
    readonly LoggedTable _predictions;
    readonly LoggedTable _labels;
    readonly LogRows _predictionRows = LogRows.OfPredictions();
    readonly LogRows _labelRows = LogRows.OfLabels();
    readonly TimeProvider _time;

    EndpointLog(string endpoint, LoggedTable predictions, LoggedTable labels, TimeProvider time) =>
        (Endpoint, _predictions, _labels, _time) = (endpoint, predictions, labels, time);

    /// <summary>
    /// Gets the columns of predictions. Besides them come columns <c>features.*</c> and <c>output.*</c> of any flat type. Only prediction_id and event_time must be
    /// given: entity_key is prediction_id and logged_at is now where it is missing, all else is null.
    /// </summary>
    public static Schema PredictionColumns { get; } = new(
        new("prediction_id", DataType.String), new("request_id", DataType.String), new("event_time", DataType.Timestamp), new("logged_at", DataType.Timestamp),
        new("entity_key", DataType.String), new("model", DataType.String), new("version", DataType.String), new("variant", DataType.String),
        new("latency_us", DataType.Int64), new("status", DataType.String));

    /// <summary>Gets the columns of labels but for <c>label</c> itself, which has the flat type of the first one. received_at is now where it is missing.</summary>
    public static Schema LabelColumns { get; } = new(
        new("entity_key", DataType.String), new("label_time", DataType.Timestamp), new("received_at", DataType.Timestamp));

    /// <summary>Gets the endpoint's name.</summary>
    public string Endpoint { get; }

    /// <summary>Gets the number of predictions, each id once.</summary>
    public long PredictionCount => _predictions.RowCount;

    /// <summary>Gets the number of labels; one that was sent again (same key, time and value) counts once.</summary>
    public long LabelCount => _labels.RowCount;

    /// <summary>Gets why the last move of rows to Delta failed; null where it worked. Nothing is lost by it: the rows are in the write-ahead file, and it is tried again.</summary>
    public Exception? FlushFailure => _predictions.FlushFailure ?? _labels.FlushFailure;

    /// <summary>Opens the log of an endpoint, or begins it, and recovers what was acknowledged.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="endpoint">The endpoint's name: 1 to 64 of letters, digits, dot, underscore and hyphen, beginning with a letter or digit.</param>
    /// <param name="time">The system's clock: it stamps logged_at and received_at, and says when the tail goes to Delta.</param>
    /// <exception cref="ArgumentException">The name is none that a folder of ours can have.</exception>
    /// <exception cref="WriteAheadException">Another process has the log open, or an acknowledged record is damaged.</exception>
    /// <exception cref="Delta.DeltaException">A table is damaged.</exception>
    public static EndpointLog Open(string dataFolder, string endpoint, TimeProvider time) => Open(dataFolder, endpoint, time, new());

    /// <summary>Opens the log of an endpoint, or begins it, and recovers what was acknowledged.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="options">When the tail goes to Delta.</param>
    public static EndpointLog Open(string dataFolder, string endpoint, TimeProvider time, LogOptions options)
    {
        if (!Name().IsMatch(endpoint))
            throw new ArgumentException(
                $"'{endpoint}' is no name for an endpoint. Use 1 to 64 letters, digits, '.', '_' and '-', and begin with a letter or digit.", nameof(endpoint));

        var predictions = LoggedTable.Open(dataFolder, new()
        {
            Name = Path.Combine("predictions", endpoint),
            Columns = PredictionColumns,
            Structs = ["features", "output"],
            OthersBefore = "latency_us",
            KeyColumns = ["prediction_id"],
        }, time, options);
        try
        {
            var labels = LoggedTable.Open(dataFolder, new()
            {
                Name = Path.Combine("labels", endpoint),
                Columns = LabelColumns,
                OthersBefore = "received_at",
                KeyColumns = ["entity_key", "label_time", "label"],
            }, time, options);
            return new(endpoint, predictions, labels, time);
        }
        catch
        {
            predictions.Abandon();
            throw;
        }
    }

    /// <summary>Logs predictions; done when they are on disk. A prediction_id that is there already is acknowledged and counts once, by its first row.</summary>
    /// <param name="rows">Columns of <see cref="PredictionColumns"/>, <c>features.*</c>, <c>output.*</c>.</param>
    /// <param name="cancel">Given up before the rows are handed over; afterwards they are logged whatever the caller does.</param>
    /// <exception cref="ArgumentException">A column is missing, unknown, of another type than before, or null where it must not be.</exception>
    /// <exception cref="WriteAheadException">The disk refused; nothing was acknowledged.</exception>
    public Task AppendPredictionsAsync(Table rows, CancellationToken cancel = default) =>
        _predictions.AppendAsync(_predictionRows.Of(rows, _time.GetUtcNow()), cancel);

    /// <summary>Logs labels; done when they are on disk. The same key, time and value again is acknowledged and counts once.</summary>
    /// <param name="rows">Columns entity_key, label_time, label, received_at.</param>
    /// <param name="cancel">Given up before the rows are handed over; afterwards they are logged whatever the caller does.</param>
    /// <exception cref="ArgumentException">A column is missing, unknown, of another type than before, or null where it must not be.</exception>
    /// <exception cref="WriteAheadException">The disk refused; nothing was acknowledged.</exception>
    public Task AppendLabelsAsync(Table rows, CancellationToken cancel = default) => _labels.AppendAsync(_labelRows.Of(rows, _time.GetUtcNow()), cancel);

    /// <summary>The predictions of the half-open range [start, end) by event_time, in that order, each id once.</summary>
    /// <param name="start">First instant.</param>
    /// <param name="end">Instant after the last.</param>
    /// <returns>The columns of <see cref="PredictionColumns"/> and those of features and outputs logged so far.</returns>
    public Table Predictions(DateTimeOffset start, DateTimeOffset end) => PredictionWindow.Read(_predictions.View(), start, end);

    /// <summary>
    /// The predictions of [start, end) that have a label, each with the last label of its entity_key by label_time (then by received_at), in order of event_time.
    /// </summary>
    /// <param name="start">First instant.</param>
    /// <param name="end">Instant after the last.</param>
    /// <param name="labelsReceivedBy">Labels received later than this instant are left out. Default: none are.</param>
    /// <returns>The columns of <see cref="Predictions"/>, then <c>label</c> and <c>label_time</c>.</returns>
    public Table Labelled(DateTimeOffset start, DateTimeOffset end, DateTimeOffset? labelsReceivedBy = null) =>
        PredictionWindow.Labelled(PredictionWindow.Read(_predictions.View(), start, end), _labels.View(), labelsReceivedBy);

    /// <summary>Moves what is in the write-ahead files to the Delta tables.</summary>
    /// <param name="cancel">Given up before it begins.</param>
    /// <returns>The version of the predictions' table that then holds them all; −1 where nothing was ever logged.</returns>
    public async Task<long> FlushAsync(CancellationToken cancel = default)
    {
        await _labels.FlushAsync(cancel).ConfigureAwait(false);
        return await _predictions.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Moves what is in the write-ahead files to the Delta tables and closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _predictions.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _labels.DisposeAsync().ConfigureAwait(false);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();
}
