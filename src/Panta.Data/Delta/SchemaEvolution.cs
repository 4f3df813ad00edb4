using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>From our flat columns to a table's schema with structs, and what may change in it later: columns are added, nullable, and nothing else.</summary>
static class SchemaEvolution
{
    /// <summary>The schema of a new table.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="schema">Our columns.</param>
    /// <param name="structs">The prefixes that are structs.</param>
    public static Schema Stored(string table, Schema schema, ImmutableArray<string> structs) =>
        schema.Fields.Aggregate(Schema.Empty, (stored, field) => With(table, stored, field, structs));

    /// <summary>A table's schema with the columns that the rows have and it has not.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="stored">The table's schema.</param>
    /// <param name="rows">The columns of the rows.</param>
    /// <param name="structs">The prefixes that are structs.</param>
    /// <param name="add">Whether columns may be added.</param>
    public static Schema Extended(string table, Schema stored, Schema rows, ImmutableArray<string> structs, bool add)
    {
        var known = Leaf.Of(stored).ToDictionary(leaf => leaf.Field.Name, StringComparer.Ordinal);
        foreach (var field in rows.Fields)
        {
            if (known.TryGetValue(field.Name, out var leaf))
            {
                if (!SqlTypes.Holds(leaf.Field.Type, field.Type))
                    throw new DeltaException(
                        table, $"column '{field.Name}' is {leaf.Field.Type} there and {field.Type} in the rows. Cast the rows; a table's types do not change.");
                continue;
            }

            if (!add)
                throw new DeltaException(
                    table, $"there is no column '{field.Name}'. Drop it from the rows, or allow columns to be added. Columns: {string.Join(", ", known.Keys)}.");
            if (field.Type == DataType.TimestampNtz)
                throw new DeltaException(table, $"column '{field.Name}' is timestamp_ntz, which cannot be added to a table (feature 'timestampNtz'). Cast it to timestamp.");

            stored = With(table, stored, field with { Nullable = true }, structs);
        }

        return stored;
    }

    /// <summary>Refuses nulls where the table has none.</summary>
    public static void RequireFits(string table, Table rows, ImmutableArray<Leaf> leaves)
    {
        foreach (var leaf in leaves.Where(leaf => !leaf.Field.Nullable && leaf.Path.Length == 1))
        {
            var nulls = rows.Schema.Contains(leaf.Field.Name) ? rows[leaf.Field.Name].Validity.NullCount() : rows.RowCount;
            if (nulls > 0) throw new DeltaException(table, $"column '{leaf.Field.Name}' must not be null, but {nulls} of {rows.RowCount} rows have no value.");
        }
    }

    /// <summary>The metaData action with added fields; what stood in it stays as it is, known or not.</summary>
    public static JsonNode Evolved(Metadata metadata, Schema before, Schema after)
    {
        var action = JsonNode.Parse(metadata.Raw)!;
        var schema = JsonNode.Parse(metadata.SchemaString)!;
        Add(schema["fields"]!.AsArray(), before, after);
        action["schemaString"] = schema.ToJsonString();
        return action;
    }

    static void Add(JsonArray fields, Schema before, Schema after)
    {
        for (var i = 0; i < after.Count; i++)
        {
            if (i >= before.Count) fields.Add(SchemaJson.Write(after[i]));
            else if (before[i] != after[i]) Add(fields[i]!["type"]!["fields"]!.AsArray(), before[i].Type.Fields!, after[i].Type.Fields!);
        }
    }

    static Schema With(string table, Schema stored, Field field, ImmutableArray<string> structs)
    {
        if (field.Type.Kind is TypeKind.Array or TypeKind.Map)
            throw new DeltaException(table, $"column '{field.Name}' is {field.Type}: arrays and maps are not written yet. Store it as text or as a vector.");

        var dot = field.Name.IndexOf('.', StringComparison.Ordinal);
        var outer = structs.FirstOrDefault(name => dot == name.Length && field.Name.StartsWith(name, StringComparison.Ordinal));
        if (outer is null) return stored.With(SchemaJson.Allowed(field, stored.Names));

        var inner = stored.Find(outer)?.Type.Fields ?? Schema.Empty;
        var nested = SchemaJson.Allowed(field with { Name = field.Name[(dot + 1)..] }, inner.Names);
        var type = DataType.Struct(inner.With(nested));
        return stored.With(new Field(outer, type) { Metadata = stored.Find(outer)?.Metadata ?? ImmutableSortedDictionary<string, string>.Empty });
    }
}
