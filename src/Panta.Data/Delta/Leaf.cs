using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>A column of our tables and where it lies in the files: a field, or a field within structs.</summary>
/// <param name="Field">The column as our tables have it, under its own name (<c>features.temp</c>).</param>
/// <param name="Path">The names in the file, from the outermost struct on.</param>
sealed record Leaf(Field Field, ImmutableArray<string> Path)
{
    /// <summary>The path as statistics and maps of columns spell it.</summary>
    public string Key => string.Join('.', Path);

    /// <summary>The leaves of a table's schema, in order.</summary>
    public static ImmutableArray<Leaf> Of(Schema schema) => [.. Of(schema, [], "")];

    /// <summary>The schema that our tables have.</summary>
    public static Schema Flat(ImmutableArray<Leaf> leaves) => new([.. leaves.Select(leaf => leaf.Field)]);

    /// <summary>The value in SQL over the file's columns.</summary>
    public string Sql() => Path[1..].Aggregate(Reading.DuckDb.Quote(Path[0]), (outer, name) => $"struct_extract({outer}, {Reading.DuckDb.Literal(name)})");

    static IEnumerable<Leaf> Of(Schema schema, ImmutableArray<string> path, string prefix)
    {
        foreach (var field in schema.Fields)
        {
            var inner = path.Add(field.Name);
            var name = prefix + SchemaJson.NameOf(field);
            if (field.Type.Fields is { } fields)
                foreach (var leaf in Of(fields, inner, name + ".")) yield return leaf;
            else
                yield return new(field with { Name = name, Nullable = field.Nullable || path.Length > 0, Metadata = field.Metadata.Remove(SchemaJson.OriginalName) }, inner);
        }
    }
}
