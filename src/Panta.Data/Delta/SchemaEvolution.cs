using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// From our columns to a table's schema with structs, and what may change in it later: columns and fields of structs are added, nullable, and nothing else.
/// </summary>
static class SchemaEvolution
{
    /// <summary>The property that names the structs which our tables have as columns of their own.</summary>
    public const string StructsKey = "panta.structs";

    /// <summary>The schema of a new table.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="schema">Our columns.</param>
    /// <param name="structs">The prefixes that are structs.</param>
    public static Schema Stored(string table, Schema schema, ImmutableArray<string> structs) =>
        schema.Fields.Aggregate(Schema.Empty, (stored, field) => With(table, stored, field, structs));

    /// <summary>A table's schema with the columns that the rows have and it has not.</summary>
    /// <param name="before">The table.</param>
    /// <param name="rows">The columns of the rows.</param>
    /// <param name="add">Whether columns may be added.</param>
    public static Schema Extended(DeltaSnapshot before, Schema rows, bool add)
    {
        var (table, stored) = (before.Path, before.Fields);
        var structs = Structs(before);
        var leaves = Leaf.Of(stored).ToDictionary(leaf => leaf.Field.Name, leaf => leaf.Field, StringComparer.Ordinal);
        var whole = stored.Fields.ToDictionary(SchemaJson.NameOf, StringComparer.Ordinal);
        foreach (var field in rows.Fields)
        {
            if (whole.TryGetValue(field.Name, out var known) || leaves.TryGetValue(field.Name, out known))
            {
                var type = Merged(table, field.Name, known.Type, field.Type, add);
                if (type != known.Type) stored = stored.With(stored[known.Name] with { Type = type });
                continue;
            }

            if (!add)
                throw new DeltaException(
                    table, $"there is no column '{field.Name}'. Drop it from the rows, or allow columns to be added. Columns: {string.Join(", ", leaves.Keys)}.");
            stored = With(table, stored, Addable(table, field) with { Nullable = true }, structs);
        }

        return stored;
    }

    /// <summary>The structs of a table whose fields are columns of our tables.</summary>
    public static ImmutableArray<string> Structs(DeltaSnapshot table) => [.. table.Properties.GetValueOrDefault(StructsKey)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? []];

    /// <summary>The metaData action with another schema that only adds to the one before; what stood in it stays as it is, known or not.</summary>
    public static JsonNode Evolved(Metadata metadata, Schema before, Schema after)
    {
        var action = JsonNode.Parse(metadata.Raw)!;
        var schema = JsonNode.Parse(metadata.SchemaString)!;
        Add(schema["fields"]!.AsArray(), before, after);
        action["schemaString"] = schema.ToJsonString();
        return action;
    }

    /// <summary>The metaData action with another schema altogether.</summary>
    public static JsonNode Replaced(Metadata metadata, Schema fields)
    {
        var action = JsonNode.Parse(metadata.Raw)!;
        action["schemaString"] = SchemaJson.Write(fields);
        return action;
    }

    // What a value of a nested column may be: with fields missing, with fields more where they may be added, leaves of types that fit.
    static DataType Merged(string table, string column, DataType stored, DataType given, bool add)
    {
        if (stored.Kind == given.Kind && stored.Kind is TypeKind.Struct) return DataType.Struct(Merged(table, column, stored.Fields!, given.Fields!, add));
        if (stored.Kind == given.Kind && stored.Kind is TypeKind.Array) return DataType.Array(Merged(table, column + ".element", stored.Element!, given.Element!, add));
        if (stored.Kind == given.Kind && stored.Kind is TypeKind.Map)
            return DataType.Map(Merged(table, column + ".key", stored.Key!, given.Key!, false), Merged(table, column + ".value", stored.Element!, given.Element!, add));
        if (stored == DataType.Vector && given.Kind == TypeKind.Array && given.Element == DataType.Float64) return stored;
        if (!SqlTypes.Holds(stored, given))
            throw new DeltaException(table, $"column '{column}' is {stored} there and {given} in the rows. Cast the rows; a table's types do not change.");

        return stored;
    }

    static Schema Merged(string table, string column, Schema stored, Schema given, bool add)
    {
        foreach (var field in given.Fields)
        {
            var known = stored.Fields.FirstOrDefault(each => string.Equals(each.Name, field.Name, StringComparison.OrdinalIgnoreCase));
            if (known is not null) stored = stored.With(known with { Type = Merged(table, $"{column}.{field.Name}", known.Type, field.Type, add) });
            else if (add) stored = stored.With(Addable(table, field) with { Nullable = true });
            else throw new DeltaException(table, $"there is no field '{column}.{field.Name}'. Drop it from the rows, or allow columns to be added. Fields: {string.Join(", ", stored.Names)}.");
        }

        return stored;
    }

    static Field Addable(string table, Field field) => !NewTable.HasTimestampNtz(field.Type) ? field
        : throw new DeltaException(table, $"column '{field.Name}' is {field.Type}, which cannot be added to a table (feature 'timestampNtz'). Cast it to timestamp.");

    static void Add(JsonArray fields, Schema before, Schema after)
    {
        for (var i = 0; i < after.Count; i++)
        {
            if (i >= before.Count) fields.Add(SchemaJson.Write(after[i]));
            else Add(fields[i]!["type"]!, before[i].Type, after[i].Type);
        }
    }

    static void Add(JsonNode type, DataType before, DataType after)
    {
        if (before == after) return;
        if (after.Kind == TypeKind.Struct) Add(type["fields"]!.AsArray(), before.Fields!, after.Fields!);
        if (after.Kind == TypeKind.Array) Add(type["elementType"]!, before.Element!, after.Element!);
        if (after.Kind == TypeKind.Map) Add(type["valueType"]!, before.Element!, after.Element!);
    }

    static Schema With(string table, Schema stored, Field field, ImmutableArray<string> structs)
    {
        RequireNames(table, field.Name, field.Type);
        var dot = field.Name.IndexOf('.', StringComparison.Ordinal);
        var outer = structs.FirstOrDefault(name => dot == name.Length && field.Name.StartsWith(name, StringComparison.Ordinal));
        if (outer is null) return stored.With(SchemaJson.Allowed(field, stored.Names));

        var inner = stored.Find(outer)?.Type.Fields ?? Schema.Empty;
        // Rows may lack the whole struct.
        var nested = SchemaJson.Allowed(field with { Name = field.Name[(dot + 1)..], Nullable = true }, inner.Names);
        var type = DataType.Struct(inner.With(nested));
        return stored.With(new Field(outer, type) { Metadata = stored.Find(outer)?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty });
    }

    static void RequireNames(string table, string column, DataType type)
    {
        foreach (var field in type.Fields?.Fields ?? [])
        {
            if (SchemaJson.Allowed(field, []) is { } allowed && allowed.Name != field.Name)
                throw new DeltaException(table, $"the field '{field.Name}' of column '{column}' has a character that Delta forbids in names. Call it '{allowed.Name}'.");
            RequireNames(table, $"{column}.{field.Name}", field.Type);
        }

        if (type.Key is { } key) RequireNames(table, column, key);
        if (type.Element is { } element) RequireNames(table, column, element);
    }
}
