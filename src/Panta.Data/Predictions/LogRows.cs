using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>
/// Checks rows that are to be logged, and fills in what may be left out: the log's own columns come first, in its order and types, those of the caller behind
/// them. The shape of the last rows is kept, because requests to an endpoint look alike.
/// </summary>
sealed class LogRows
{
    readonly Schema _own;
    readonly ImmutableArray<string> _required;
    readonly Func<string, bool> _isAllowed;
    readonly string _allowed;
    readonly string _timeStamp;
    readonly (string Column, string Source)? _default;
    Shape? _last;

    LogRows(Schema own, ImmutableArray<string> required, Func<string, bool> isAllowed, string allowed, string timeStamp, (string, string)? defaultOf) =>
        (_own, _required, _isAllowed, _allowed, _timeStamp, _default) = (own, required, isAllowed, allowed, timeStamp, defaultOf);

    /// <summary>Rows of the prediction log.</summary>
    public static LogRows OfPredictions() => new(
        EndpointLog.PredictionColumns, ["prediction_id", "event_time"], name => IsFieldOf("features", name) || IsFieldOf("output", name), ", 'features.<name>' or 'output.<name>'",
        "logged_at", ("entity_key", "prediction_id"));

    /// <summary>Rows of the label log.</summary>
    public static LogRows OfLabels() => new(EndpointLog.LabelColumns, ["entity_key", "label_time", "label"], name => name == "label", ", label", "received_at", null);

    /// <summary>The rows as the log keeps them.</summary>
    /// <param name="rows">The rows as they came.</param>
    /// <param name="now">The time to stamp them with where they have none.</param>
    /// <exception cref="ArgumentException">A column is missing, unknown, of a type that cannot be kept, or null where it must not be.</exception>
    public Table Of(Table rows, DateTimeOffset now)
    {
        var shape = _last is { } last && last.From.Equals(rows.Schema) ? last : _last = ShapeOf(rows.Schema);
        foreach (var name in _required)
            if (rows[name].Validity.HasNulls && rows[name].Validity.NullCount() is var nulls and > 0)
                throw new ArgumentException($"Column '{name}' must not be null, but {nulls} of {rows.RowCount} rows have no value.", nameof(rows));

        var columns = ImmutableArray.CreateBuilder<Column>(shape.To.Count);
        for (var i = 0; i < shape.To.Count; i++)
            columns.Add(shape.Places[i] < 0 ? TableShape.Nulls(shape.To[i].Type, rows.RowCount) : AsType(shape.To[i], rows.Columns[shape.Places[i]]));
        if (_default is var (column, source)) Fill(columns, shape.To.IndexOf(column), columns[shape.To.IndexOf(source)]);
        Fill(columns, shape.To.IndexOf(_timeStamp), Instant(now, rows.RowCount));
        return new(shape.To, columns.MoveToImmutable(), rows.RowCount);
    }

    static bool IsFieldOf(string prefix, string name) => name.Length > prefix.Length + 1 && name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length] == '.';

    Shape ShapeOf(Schema from)
    {
        foreach (var name in from.Names)
            if (!_own.Contains(name) && !_isAllowed(name))
                throw new ArgumentException($"Column '{name}' has no place in the log. Use {string.Join(", ", _own.Names)}{_allowed}.", nameof(from));
        foreach (var name in _required)
            if (!from.Contains(name)) throw new ArgumentException($"Column '{name}' is missing. There are: {string.Join(", ", from.Names)}.", nameof(from));

        var others = from.Fields.Where(field => !_own.Contains(field.Name)).Select(field => field with { Nullable = true });
        var to = new Schema([.. _own.Fields, .. others]);
        return new(from, to, [.. to.Names.Select(name => from.Contains(name) ? from.IndexOf(name) : -1)]);
    }

    static void Fill(ImmutableArray<Column>.Builder columns, int at, Column otherwise)
    {
        var column = columns[at];
        if (!column.Validity.HasNulls || column.Validity.NullCount() is var nulls && nulls == 0) return;
        if (nulls == column.Length)
        {
            columns[at] = otherwise;
            return;
        }

        var values = ColumnBuilder.For(column.Type);
        for (var row = 0; row < column.Length; row++) values.Add(column.Value(row) ?? otherwise.Value(row));
        columns[at] = values.Build();
    }

    // Versions and keys are often numbers; they are kept as text.
    static Column AsType(Field field, Column column)
    {
        if (column.Type == field.Type) return column;
        if (field.Type == DataType.String && column.Type.IsInteger)
            return TextColumn.Of([.. Enumerable.Range(0, column.Length).Select(row => Convert.ToString(column.Value(row), CultureInfo.InvariantCulture))]);
        return TableShape.Widen(field.Name, column, field.Type);
    }

    static Column<long> Instant(DateTimeOffset now, int rows)
    {
        var values = new long[rows];
        Array.Fill(values, Instants.Microseconds(now));
        return new(DataType.Timestamp, values);
    }

    sealed record Shape(Schema From, Schema To, ImmutableArray<int> Places);
}
