using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>Checks rows that are to be logged, and fills in what may be left out.</summary>
static class LogRows
{
    /// <summary>Predictions as the log keeps them.</summary>
    public static Table Predictions(Table rows, DateTimeOffset now)
    {
        foreach (var name in rows.Schema.Names)
            if (!EndpointLog.PredictionColumns.Contains(name) && !IsFieldOf("features", name) && !IsFieldOf("output", name))
                throw new ArgumentException($"Column '{name}' has no place in the prediction log. Use {string.Join(", ", EndpointLog.PredictionColumns.Names)}, 'features.<name>' or 'output.<name>'.", nameof(rows));

        var id = Required(rows, "prediction_id", DataType.String);
        Required(rows, "event_time", DataType.Timestamp);
        var logged = Own(rows, EndpointLog.PredictionColumns);
        logged = Filled(logged, "entity_key", id);
        return Filled(logged, "logged_at", Instant(now, rows.RowCount));
    }

    /// <summary>Labels as the log keeps them.</summary>
    public static Table Labels(Table rows, DateTimeOffset now)
    {
        foreach (var name in rows.Schema.Names)
            if (name != "label" && !EndpointLog.LabelColumns.Contains(name))
                throw new ArgumentException($"Column '{name}' has no place in the label log. Use entity_key, label_time, label, received_at.", nameof(rows));

        Required(rows, "entity_key", DataType.String);
        Required(rows, "label_time", DataType.Timestamp);
        Required(rows, "label", null);
        return Filled(Own(rows, EndpointLog.LabelColumns), "received_at", Instant(now, rows.RowCount));
    }

    static bool IsFieldOf(string prefix, string name) => name.Length > prefix.Length + 1 && name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length] == '.';

    static Column Required(Table rows, string name, DataType? type)
    {
        if (!rows.Schema.Contains(name)) throw new ArgumentException($"Column '{name}' is missing. There are: {string.Join(", ", rows.Schema.Names)}.", nameof(rows));

        var column = rows[name];
        if (column.Validity.NullCount() is var nulls and > 0) throw new ArgumentException($"Column '{name}' must not be null, but {nulls} of {rows.RowCount} rows have no value.", nameof(rows));
        return type is null ? column : AsType(name, column, type);
    }

    // The log's own columns come first, in the log's order and types; columns of the caller stand behind them.
    static Table Own(Table rows, Schema own)
    {
        var table = new Table(Schema.Empty, [], rows.RowCount);
        foreach (var field in own.Fields)
            table = table.With(field, rows.Schema.Contains(field.Name) ? AsType(field.Name, rows[field.Name], field.Type) : TableShape.Nulls(field.Type, rows.RowCount));
        foreach (var field in rows.Schema.Fields)
            if (!own.Contains(field.Name)) table = table.With(field with { Nullable = true }, rows[field.Name]);
        return table;
    }

    static Table Filled(Table rows, string name, Column otherwise)
    {
        var column = rows[name];
        if (column.Validity.NullCount() == 0) return rows;
        if (column.Validity.NullCount() == rows.RowCount) return rows.With(rows.Schema[name], otherwise);

        var values = ColumnBuilder.For(column.Type);
        for (var row = 0; row < rows.RowCount; row++) values.Add(column.Value(row) ?? otherwise.Value(row));
        return rows.With(rows.Schema[name], values.Build());
    }

    // Versions and keys are often numbers; they are kept as text.
    static Column AsType(string name, Column column, DataType type)
    {
        if (column.Type == type) return column;
        if (type == DataType.String && column.Type.IsInteger)
            return TextColumn.Of([.. Enumerable.Range(0, column.Length).Select(row => Convert.ToString(column.Value(row), CultureInfo.InvariantCulture))]);
        return Delta.SqlTypes.Holds(type, column.Type)
            ? TableShape.Widen(name, column, type)
            : throw new ArgumentException($"Column '{name}' is {column.Type}; the log keeps it as {type}. Cast the rows.");
    }

    static Column<long> Instant(DateTimeOffset now, int rows)
    {
        var values = new long[rows];
        Array.Fill(values, Instants.Microseconds(now));
        return new(DataType.Timestamp, values);
    }
}
