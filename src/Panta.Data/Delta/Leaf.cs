using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>A column of our tables and where it lies in the files: a field, or a field within structs.</summary>
/// <param name="Field">The column as our tables have it, under its own name (<c>features.temp</c>).</param>
/// <param name="Steps">The fields of the log, from the outermost struct on.</param>
/// <param name="Path">Their names in the files, in statistics and in partition values.</param>
sealed record Leaf(Field Field, ImmutableArray<Field> Steps, ImmutableArray<string> Path)
{
    /// <summary>The path as statistics and maps of columns spell it.</summary>
    public string Key => string.Join('.', Path);

    /// <summary>Whether the column's values are in the log and not in the files.</summary>
    public bool IsPartition { get; init; }

    /// <summary>Whether the column has its name in the files, whatever the mapping.</summary>
    public bool IsUnmapped { get; init; }

    /// <summary>Whether files may hold the column's values, and statistics, of a narrower type.</summary>
    public bool HasChangedType => Steps[^1].Metadata.ContainsKey("delta.typeChanges");

    /// <summary>The leaves of a schema in order, every struct taken apart.</summary>
    public static ImmutableArray<Leaf> Of(Schema schema) => Of("", schema, ColumnMapping.None, [], _ => true);

    /// <summary>The columns of our tables, in order.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="schema">The schema as the log has it.</param>
    /// <param name="mapping">How columns are found in files.</param>
    /// <param name="partitionColumns">The columns whose values are in the log.</param>
    /// <param name="isApart">Whether the struct of that name is a column for each of its fields.</param>
    public static ImmutableArray<Leaf> Of(
        string table, Schema schema, ColumnMapping mapping, ImmutableArray<string> partitionColumns, Func<string, bool> isApart)
    {
        var leaves = ImmutableArray.CreateBuilder<Leaf>();
        Collect(schema, [], "");
        return leaves.ToImmutable();

        void Collect(Schema fields, ImmutableArray<Field> outer, string prefix)
        {
            foreach (var field in fields.Fields)
            {
                var steps = outer.Add(field);
                var name = prefix + SchemaJson.NameOf(field);
                if (field.Type.Fields is { } inner && (!outer.IsEmpty || isApart(field.Name)))
                {
                    Collect(inner, steps, name + ".");
                    continue;
                }

                var metadata = field.Metadata.Remove(SchemaJson.OriginalName);
                var shown = ColumnMapping.Shown(field with { Name = name, Nullable = field.Nullable || outer.Length > 0, Metadata = metadata });
                leaves.Add(new(shown, steps, [.. steps.Select(step => mapping.NameOf(table, step))])
                {
                    IsPartition = outer.IsEmpty && partitionColumns.Contains(field.Name),
                });
            }
        }
    }

    /// <summary>A field within this column, a struct.</summary>
    public Leaf Within(Field inner, string table, ColumnMapping mapping)
    {
        // The log's own field, which knows its name in the files.
        var step = Steps[^1].Type.Fields!.Find(inner.Name)!;
        return new(inner, Steps.Add(step), Path.Add(mapping.NameOf(table, step)));
    }

    /// <summary>The schema that our tables have.</summary>
    public static Schema Flat(ImmutableArray<Leaf> leaves) => new([.. leaves.Select(leaf => leaf.Field)]);
}
