using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Writing;

/// <summary>Values in SQL as JSON has them: floats that are no numbers as null, instants as ISO 8601 in UTC, at any depth.</summary>
static class JsonSql
{
    /// <summary>A value ready for DuckDB to write as JSON.</summary>
    public static string Of(DataType type, string value) => Written(type, value, 0);

    /// <summary>The frame with its vectors dense: in text they are lists of numbers.</summary>
    public static DataFrame Dense(DataFrame data) =>
        data.AsTable() is not null && data.Schema.Fields.Any(field => field.Type == DataType.Vector) ? new(data.Schema, data.Batches) : data;

    // What DuckDB itself would not write as JSON has it: floats that are no numbers, and instants, at any depth.
    static string Written(DataType type, string value, int level)
    {
        var element = $"e{level}";
        return type.Kind switch
        {
            _ when !NeedsWork(type) => value,
            TypeKind.Float32 or TypeKind.Float64 => $"CASE WHEN isfinite({value}) THEN {value} END",
            TypeKind.Timestamp => $"strftime({value}, '%Y-%m-%dT%H:%M:%S.%fZ')",
            TypeKind.Array => $"list_transform({value}, lambda {element}: {Written(type.Element!, element, level + 1)})",
            TypeKind.Map => $"map_from_entries(list_transform(map_entries({value}), lambda {element}: "
                + $"{{'key': {Written(type.Key!, $"{element}.key", level + 1)}, 'value': {Written(type.Element!, $"{element}.value", level + 1)}}}))",
            _ => $"CASE WHEN {value} IS NOT NULL THEN {{{string.Join(", ", type.Fields!.Fields.Select(inner => Field(inner, value, level)))}}} END",
        };
    }

    static string Field(Field inner, string value, int level) =>
        $"{DuckDb.Quote(inner.Name)}: {Written(inner.Type, $"struct_extract({value}, {DuckDb.Literal(inner.Name)})", level)}";

    static bool NeedsWork(DataType type) => type.Kind switch
    {
        TypeKind.Float32 or TypeKind.Float64 or TypeKind.Timestamp => true,
        TypeKind.Array => NeedsWork(type.Element!),
        TypeKind.Map => NeedsWork(type.Key!) || NeedsWork(type.Element!),
        TypeKind.Struct => type.Fields!.Fields.Any(field => NeedsWork(field.Type)),
        _ => false,
    };
}
