using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>
/// All notifications, as the Delta table <c>tables/notifications</c> behind a write-ahead file: acknowledged when on disk, told once by id. One process at
/// a time; safe to call from many threads.
/// </summary>
public sealed class NotificationLog : IAsyncDisposable
{
    /// <summary>The table's path under <c>tables</c>.</summary>
    public const string TableName = "notifications";

    static readonly Schema Columns = new(
        new("id", DataType.String), new("notified_at", DataType.Timestamp), new("project", DataType.String), new("monitor", DataType.String), new("kind", DataType.String),
        new("subject", DataType.String), new("text", DataType.String), new("evidence", DataType.String));

    readonly LoggedTable _rows;

    NotificationLog(LoggedTable rows) => _rows = rows;

    /// <summary>Gets the number of notifications, each id once.</summary>
    public long Count => _rows.RowCount;

    /// <summary>Opens the log, or begins it, and recovers what was acknowledged.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="time">The system's clock: it says when the tail goes to Delta.</param>
    /// <exception cref="WriteAheadException">Another process has the log open, or an acknowledged record is damaged.</exception>
    /// <exception cref="Delta.DeltaException">The table is damaged.</exception>
    public static NotificationLog Open(string dataFolder, TimeProvider time) =>
        new(LoggedTable.Open(dataFolder, new() { Name = TableName, Columns = Columns, KeyColumns = ["id"] }, time, new()));

    /// <summary>Logs notifications; done when they are on disk. One whose id is there already is acknowledged and dropped.</summary>
    /// <param name="notifications">The notifications.</param>
    /// <param name="cancel">Given up before they are handed over.</param>
    /// <exception cref="ArgumentException">An id is empty.</exception>
    /// <exception cref="WriteAheadException">The disk refused; nothing was acknowledged.</exception>
    public Task AppendAsync(IReadOnlyList<Notification> notifications, CancellationToken cancel = default)
    {
        if (notifications.Any(notification => notification.Id.Length == 0))
            throw new ArgumentException("A notification's id is empty. Give each one of its own.", nameof(notifications));

        return _rows.AppendAsync(ToTable(notifications), cancel);
    }

    /// <summary>The notifications of the half-open range [start, end), in order of time.</summary>
    /// <param name="start">First instant.</param>
    /// <param name="end">Instant after the last.</param>
    public IReadOnlyList<Notification> Between(DateTimeOffset start, DateTimeOffset end)
    {
        var rows = _rows.View().Within("notified_at", start, end);
        string Text(string name, int row) => (string?)rows[name].Value(row) ?? "";
        return
        [
            .. Enumerable.Range(0, rows.RowCount)
                .Select(row => new Notification(
                    Text("id", row), (DateTimeOffset)rows["notified_at"].Value(row)!, Text("project", row), Text("monitor", row), Text("kind", row),
                    Text("subject", row), Text("text", row), Text("evidence", row)))
                .OrderBy(notification => notification.NotifiedAt),
        ];
    }

    /// <summary>Moves what is in the write-ahead file to the Delta table.</summary>
    /// <param name="cancel">Given up before it begins.</param>
    /// <returns>The table's version; −1 where nothing was ever logged.</returns>
    public Task<long> FlushAsync(CancellationToken cancel = default) => _rows.FlushAsync(cancel);

    /// <summary>Moves what is in the write-ahead file to the Delta table and closes it.</summary>
    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    static Table ToTable(IReadOnlyList<Notification> rows)
    {
        TextColumn Texts(Func<Notification, string> text) => TextColumn.Of([.. rows.Select(text)]);
        return new(Columns,
        [
            Texts(row => row.Id), new Column<long>(DataType.Timestamp, rows.Select(row => Instants.Microseconds(row.NotifiedAt)).ToArray()), Texts(row => row.Project),
            Texts(row => row.Monitor), Texts(row => row.Kind), Texts(row => row.Subject), Texts(row => row.Text), Texts(row => row.Evidence),
        ]);
    }
}
