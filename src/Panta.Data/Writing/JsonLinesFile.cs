using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>Writes files of JSON lines: an object a row, UTF-8; NaN and infinities as null, which JSON has no word for, instants as ISO 8601 in UTC.</summary>
public static class JsonLinesFile
{
    /// <summary>Writes rows to a file of JSON lines, in place of one there may be. When it returns, file and name are on disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory. A vector column is an array of numbers.</param>
    /// <param name="cancel">Stops the writing; the file is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(string path, DataFrame data, CancellationToken cancel = default) =>
        FileCopy.Write(path, data, ColumnSql, "FORMAT json, ARRAY false", cancel);

    static string ColumnSql(Field field) => $"{Written(field.Type, DuckDb.Quote(field.Name), 0)} AS {DuckDb.Quote(field.Name)}";

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
