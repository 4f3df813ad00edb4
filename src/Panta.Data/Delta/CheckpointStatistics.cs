using System.Text.Json.Nodes;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// The statistics and partition values of a checkpoint's files as columns of their types beside their text, for readers that skip files without parsing
/// (property <c>delta.checkpoint.writeStatsAsStruct</c>).
/// </summary>
static class CheckpointStatistics
{
    /// <summary>What a checkpoint selects of its rows of JSON.</summary>
    public static string Columns(DeltaSnapshot table)
    {
        if (!bool.TryParse(table.Properties.GetValueOrDefault("delta.checkpoint.writeStatsAsStruct"), out var wanted) || !wanted) return "*";

        var parts = new List<string> { $"stats_parsed := from_json(add.stats, {DuckDb.Literal(Structure(table).ToJsonString())})" };
        if (!table.PartitionColumns.IsEmpty) parts.Add($"partitionValues_parsed := struct_pack({string.Join(", ", table.PartitionColumns.Select(column => Value(table.Fields[column])))})");
        return $"* REPLACE (CASE WHEN add IS NOT NULL THEN struct_insert(add, {string.Join(", ", parts)}) END AS add)";
    }

    static string Value(Field column) =>
        $"{DuckDb.Quote(column.Name)} := CAST(nullif(add.partitionValues[{DuckDb.Literal(column.Name)}], '') AS {NativeText.OfType(column.Type)})";

    static JsonObject Structure(DeltaSnapshot table)
    {
        var stored = table.Fields.Fields.Where(field => !table.PartitionColumns.Contains(field.Name)).ToList();
        var structure = new JsonObject { ["numRecords"] = "BIGINT" };
        if (Of(stored, HasBounds) is { Count: > 0 } bounds) (structure["minValues"], structure["maxValues"]) = (bounds, bounds.DeepClone());
        structure["nullCount"] = Of(stored, _ => true, "BIGINT");
        return structure;
    }

    static JsonObject Of(IEnumerable<Field> fields, Func<DataType, bool> isKept, string? type = null)
    {
        var structure = new JsonObject();
        foreach (var field in fields)
        {
            if (field.Type.Fields is { } inner)
            {
                if (Of(inner.Fields, isKept, type) is { Count: > 0 } nested) structure[field.Name] = nested;
            }
            else if (isKept(field.Type)) structure[field.Name] = type ?? NativeText.OfType(field.Type);
        }

        return structure;
    }

    static bool HasBounds(DataType type) =>
        type.IsInteger || type.Kind is TypeKind.Float32 or TypeKind.Float64 or TypeKind.Decimal or TypeKind.String or TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampNtz;
}
