using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>The statistics of a data file as Delta's log keeps them: rows, smallest, largest and nulls of the first 32 columns.</summary>
static class StatisticsJson
{
    const int Columns = 32;
    const int TextLength = 32;

    /// <summary>The statistics of rows.</summary>
    /// <param name="rows">The rows of the file.</param>
    /// <param name="leaves">Its columns that are in the rows.</param>
    public static string Of(Table rows, IEnumerable<Leaf> leaves)
    {
        var (min, max, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var leaf in leaves.Take(Columns))
        {
            var column = rows[leaf.Field.Name];
            Place(nulls, leaf.Path, JsonValue.Create((long)column.Validity.NullCount()));
            if (Bounds(column) is not { } bounds) continue;

            Place(min, leaf.Path, bounds.Min);
            Place(max, leaf.Path, bounds.Max);
        }

        return new JsonObject { ["numRecords"] = rows.RowCount, ["minValues"] = min, ["maxValues"] = max, ["nullCount"] = nulls }.ToJsonString();
    }

    static void Place(JsonObject into, ImmutableArray<string> path, JsonNode? value)
    {
        foreach (var name in path[..^1])
        {
            if (into[name] is not JsonObject inner) into[name] = inner = [];
            into = inner;
        }

        into[path[^1]] = value;
    }

    // Booleans and bytes have no bounds in Delta. A column with a NaN has none either: readers disagree on where NaN stands.
    static (JsonNode Min, JsonNode Max)? Bounds(Column column) => column switch
    {
        Column<double> numbers => Floats(numbers, value => JsonValue.Create(value)),
        Column<float> numbers => Floats(numbers, value => JsonValue.Create(value)),
        Column<sbyte> numbers => Range(numbers, value => JsonValue.Create((long)value)),
        Column<short> numbers => Range(numbers, value => JsonValue.Create((long)value)),
        Column<int> { Type.Kind: TypeKind.Date } days => Range(days, value => JsonValue.Create(Text(column, value))),
        Column<int> numbers => Range(numbers, value => JsonValue.Create((long)value)),
        Column<long> { Type.Kind: TypeKind.Int64 } numbers => Range(numbers, value => JsonValue.Create(value)),
        Column<long> instants => Range(instants, value => JsonValue.Create(Text(column, value))),
        TextColumn texts => Texts(texts),
        _ => null,
    };

    static string Text(Column column, long value) => column.Type.Kind switch
    {
        TypeKind.Date => DateOnly.FromDayNumber((int)value + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TypeKind.Timestamp => DateTime.UnixEpoch.AddTicks(value * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        _ => DateTime.UnixEpoch.AddTicks(value * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
    };

    static (JsonNode Min, JsonNode Max)? Floats<T>(Column<T> column, Func<T, JsonNode> json)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < column.Length; row++)
            if (column.Validity[row] && !T.IsFinite(column.Span[row])) return null;

        return Range(column, json);
    }

    static (JsonNode Min, JsonNode Max)? Range<T>(Column<T> column, Func<T, JsonNode> json)
        where T : unmanaged, INumber<T>
    {
        var (any, min, max) = (false, T.Zero, T.Zero);
        for (var row = 0; row < column.Length; row++)
        {
            if (!column.Validity[row]) continue;

            var value = column.Span[row];
            if (!any || value < min) min = value;
            if (!any || value > max) max = value;
            any = true;
        }

        return any ? (json(min), json(max)) : null;
    }

    static (JsonNode Min, JsonNode Max)? Texts(TextColumn column)
    {
        string? min = null, max = null;
        for (var row = 0; row < column.Length; row++)
        {
            if (column[row] is not { } text) continue;
            if (min is null || FileStatistics.Utf8Order(text, min) < 0) min = text;
            if (max is null || FileStatistics.Utf8Order(text, max) > 0) max = text;
        }

        return min is null || Cut(max!, raise: true) is not { } top ? null : (JsonValue.Create(Cut(min, raise: false)!), JsonValue.Create(top));
    }

    // At most 32 characters; never within a surrogate pair. A cut maximum gets the greatest character behind it, so that it stays a bound.
    static string? Cut(string text, bool raise)
    {
        if (text.Length <= TextLength) return text;

        var length = char.IsHighSurrogate(text[TextLength - 1]) ? TextLength - 1 : TextLength;
        return raise ? text[..length] + "\U0010FFFF" : text[..length];
    }
}
