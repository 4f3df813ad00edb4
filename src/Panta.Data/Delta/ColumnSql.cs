using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// The SQL by which a column of the table is read from files of certain columns: found by name or number at every level, of the table's type, null where the
/// files lack it.
/// </summary>
sealed class ColumnSql(string table, ColumnMapping mapping, FileColumns columns)
{
    /// <summary>The value of a column that is in the files, or would be.</summary>
    public string Of(Leaf leaf)
    {
        if (leaf.IsUnmapped)
            return columns.Names.Contains(leaf.Path[0]) ? $"CAST({DuckDb.Quote(leaf.Path[0])} AS {NativeText.OfType(leaf.Field.Type)})" : Null(leaf.Field.Type);

        var (path, sql) = ("", "");
        foreach (var step in leaf.Steps)
        {
            if (Find(step, path) is not { } found) return Null(leaf.Field.Type);

            sql = path.Length == 0 ? DuckDb.Quote(NameIn(found)) : Extract(sql, found);
            path = found + "\0";
        }

        return Value(leaf.Steps[^1].Type, path.TrimEnd('\0'), sql, 0);
    }

    static string Null(DataType type) => $"CAST(NULL AS {NativeText.OfType(type)})";

    static string NameIn(string path) => path[(path.LastIndexOf('\0') + 1)..];

    static string Extract(string sql, string path) => $"struct_extract({sql}, {DuckDb.Literal(NameIn(path))})";

    // The field's path in the file below a prefix; null where it is not there.
    string? Find(Field field, string prefix)
    {
        if (!mapping.IsById) return columns.Names.Contains(prefix + mapping.NameOf(table, field)) ? prefix + mapping.NameOf(table, field) : null;
        if (columns.ById.Count == 0)
            throw new DeltaException(table, "a data file has no field ids though columns are mapped by id (feature 'columnMapping'). Write it again with them.");

        var isThere = columns.ById.TryGetValue(ColumnMapping.IdOf(table, field), out var path);
        return isThere && path!.StartsWith(prefix, StringComparison.Ordinal) && !path.AsSpan(prefix.Length).Contains('\0') ? path : null;
    }

    string Value(DataType type, string path, string sql, int level) => type.Kind switch
    {
        TypeKind.Vector when columns.Names.Contains(path + "\0indices") => sql,
        TypeKind.Struct =>
            $"CASE WHEN {sql} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", type.Fields!.Fields.Select(field => Part(field, path, sql, level)))}) END",
        TypeKind.Array when IsPlain(type.Element!) => $"CAST({sql} AS {NativeText.OfType(type)})",
        TypeKind.Array => Each(sql, level, value => Value(type.Element!, $"{path}\0{FileColumns.Element}", value, level + 1)),
        TypeKind.Map when IsPlain(type.Key!) && IsPlain(type.Element!) => $"CAST({sql} AS {NativeText.OfType(type)})",
        TypeKind.Map => $"map_from_entries({Each($"map_entries({sql})", level, entry => Entry(type, path, entry, level + 1))})",
        _ => $"CAST({sql} AS {NativeText.OfType(type)})",
    };

    // No field within, so nothing to be found by another name.
    static bool IsPlain(DataType type) => type.Kind switch
    {
        TypeKind.Struct => false,
        TypeKind.Array => IsPlain(type.Element!),
        TypeKind.Map => IsPlain(type.Key!) && IsPlain(type.Element!),
        _ => true,
    };

    string Part(Field field, string path, string sql, int level) =>
        $"{DuckDb.Quote(field.Name)} := {(Find(field, path + "\0") is { } found ? Value(field.Type, found, Extract(sql, found), level) : Null(field.Type))}";

    string Entry(DataType type, string path, string entry, int level) =>
        $"struct_pack(k := {Value(type.Key!, $"{path}\0{FileColumns.Key}", entry + ".key", level)}, "
        + $"v := {Value(type.Element!, $"{path}\0{FileColumns.Value}", entry + ".value", level)})";

    static string Each(string list, int level, Func<string, string> value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"panta_e{level}");
        return $"list_transform({list}, lambda {name}: {value(name)})";
    }
}
