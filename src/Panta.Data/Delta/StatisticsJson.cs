using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// The statistics of a data file as Delta's log keeps them, from the file's own footer: rows, and of the first 32 columns the smallest, largest and nulls.
/// </summary>
sealed partial class StatisticsJson
{
    const int DefaultColumns = 32;
    const int TextLength = 32;

    readonly Dictionary<long, Leaf> _leaves;

    StatisticsJson(Dictionary<long, Leaf> leaves) => _leaves = leaves;

    /// <summary>For files of these columns; the table's property <c>delta.dataSkippingNumIndexedCols</c> says of how many, -1 of all.</summary>
    public static StatisticsJson For(ImmutableSortedDictionary<string, string> properties, ImmutableArray<Field> columns)
    {
        var limit = int.TryParse(properties.GetValueOrDefault("delta.dataSkippingNumIndexedCols"), CultureInfo.InvariantCulture, out var given) && given >= -1 ? given : DefaultColumns;
        var all = Leaves(columns, []).ToList();
        var kept = all.Select((leaf, place) => (leaf, place)).Where(each => each.leaf is not null && (limit == -1 || each.place < limit));
        return new(kept.ToDictionary(each => (long)each.place, each => each.leaf!));
    }

    /// <summary>The statistics of a file that was just written.</summary>
    public string Of(DuckDb db, string path, long rows)
    {
        var (min, max, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        if (rows > 0 && _leaves.Count > 0)
            foreach (var (place, bounds) in Bounds(db, path))
            {
                var leaf = _leaves[place];
                Place(nulls, leaf.Path, JsonValue.Create(bounds.Nulls));
                if (bounds.Unknown || bounds.Min is not { } least) continue;
                if (Json(leaf.Field.Type, least, false) is not { } low || Json(leaf.Field.Type, bounds.Max!, true) is not { } high) continue;

                Place(min, leaf.Path, low);
                Place(max, leaf.Path, high);
            }

        return new JsonObject { ["numRecords"] = rows, ["minValues"] = min, ["maxValues"] = max, ["nullCount"] = nulls }.ToJsonString();
    }

    SortedDictionary<long, Extent> Bounds(DuckDb db, string path)
    {
        var groups = db.Query(
            "SELECT column_id, num_values, coalesce(stats_null_count, -1) AS nulls, stats_min_value AS low, stats_max_value AS high "
            + $"FROM parquet_metadata({DuckDb.Literal(path)}) WHERE column_id <= {_leaves.Keys.Max()}");
        var bounds = new SortedDictionary<long, Extent>();
        for (var row = 0; row < groups.RowCount; row++)
        {
            var place = (long)groups["column_id"].Value(row)!;
            if (!_leaves.TryGetValue(place, out var leaf)) continue;

            bounds[place] = bounds.GetValueOrDefault(place, new(null, null, 0, false)).With(
                leaf.Field.Type, (string?)groups["low"].Value(row), (string?)groups["high"].Value(row), (long)groups["nulls"].Value(row)!, (long)groups["num_values"].Value(row)!);
        }

        return bounds;
    }

    // As Parquet counts columns: depth first; those of arrays and maps count, but have no bounds in Delta (null here).
    static IEnumerable<Leaf?> Leaves(IEnumerable<Field> fields, ImmutableArray<string> path) => fields.SelectMany(field => Leaves(field, field.Type, path.Add(field.Name)));

    static IEnumerable<Leaf?> Leaves(Field field, DataType type, ImmutableArray<string> path) => type.Kind switch
    {
        TypeKind.Struct => Leaves(type.Fields!.Fields, path),
        TypeKind.Array => Leaves(field, type.Element!, path).Select(Leaf? (_) => null),
        TypeKind.Map => Leaves(field, type.Key!, path).Concat(Leaves(field, type.Element!, path)).Select(Leaf? (_) => null),
        TypeKind.Vector => [null],
        _ => [new(field, [field], path)],
    };

    static void Place(JsonObject into, ImmutableArray<string> path, JsonNode value)
    {
        foreach (var name in path[..^1])
        {
            if (into[name] is not JsonObject inner) into[name] = inner = [];
            into = inner;
        }

        into[path[^1]] = value;
    }

    // Booleans and bytes have no bounds in Delta; nor have infinite numbers in JSON, and years that not everybody reads.
    static JsonNode? Json(DataType type, string text, bool high) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Binary => null,
        TypeKind.String => Cut(text, high),
        TypeKind.Date => Day().IsMatch(text) ? text : null,
        TypeKind.TimestampNtz => Day().IsMatch(text) ? text.Replace(' ', 'T') : null,
        TypeKind.Timestamp => Day().IsMatch(text) && text.EndsWith("+00", StringComparison.Ordinal) ? text[..^3].Replace(' ', 'T') + "Z" : null,
        // The float's own value: its shortest text may lie on the wrong side of it.
        TypeKind.Float32 => float.TryParse(text, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? JsonValue.Create((double)number) : null,
        TypeKind.Float64 => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null,
        TypeKind.Decimal => JsonNode.Parse(text),
        _ => JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture)),
    };

    // At most 32 characters; never within a surrogate pair. A cut maximum gets the greatest character behind it, so that it stays a bound.
    static string Cut(string text, bool high)
    {
        if (text.Length <= TextLength) return text;

        var length = char.IsHighSurrogate(text[TextLength - 1]) ? TextLength - 1 : TextLength;
        return high ? text[..length] + "\U0010FFFF" : text[..length];
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}( [\d:.]+(\+00)?)?$")]
    private static partial Regex Day();

    /// <summary>The bounds of a column over the row groups of a file.</summary>
    sealed record Extent(string? Min, string? Max, long Nulls, bool Unknown)
    {
        public Extent With(DataType type, string? low, string? high, long nulls, long values)
        {
            if (nulls == values) return this with { Nulls = Nulls + nulls };
            if (low is null || high is null || nulls < 0) return this with { Nulls = Nulls + Math.Max(0, nulls), Unknown = true };

            return new(Min is null || Order(type, low, Min) < 0 ? low : Min, Max is null || Order(type, high, Max) > 0 ? high : Max, Nulls + nulls, Unknown);
        }

        static int Order(DataType type, string a, string b) => type.Kind switch
        {
            TypeKind.Float32 or TypeKind.Float64 => double.Parse(a, CultureInfo.InvariantCulture).CompareTo(double.Parse(b, CultureInfo.InvariantCulture)),
            TypeKind.Decimal => Unscaled(a).CompareTo(Unscaled(b)),
            _ when type.IsInteger => Unscaled(a).CompareTo(Unscaled(b)),
            _ => FileStatistics.Utf8Order(a, b),
        };

        // All of a column have one scale.
        static BigInteger Unscaled(string digits) => BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
