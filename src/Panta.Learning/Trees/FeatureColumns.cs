using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Trees;

/// <summary>Where a tree finds its features: the slots of one vector column, or numeric columns by name.</summary>
/// <param name="Vector">Name of the vector column; unused where there are input columns.</param>
/// <param name="Inputs">Names of numeric columns; empty for the vector column.</param>
sealed record FeatureColumns(string Vector, ImmutableArray<string> Inputs)
{
    bool UsesVector => Inputs.IsDefaultOrEmpty;

    /// <summary>Problems with the columns, each a sentence.</summary>
    public IEnumerable<string> Problems(Schema schema) =>
        UsesVector ? ColumnChecks.Vector(schema, Vector, "features") : Inputs.SelectMany(input => ColumnChecks.Numeric(schema, input, "input"));

    /// <summary>Whether a row may have no features at all, so that its prediction is null.</summary>
    public bool AreNullable(Schema schema) => UsesVector && (schema.Find(Vector)?.Nullable ?? false);

    /// <summary>Which rows have features: null vectors do not; a null in an input column is a missing value.</summary>
    public Validity Validity(Table table) => UsesVector ? table[Vector].Validity : Data.Tables.Validity.All(table.RowCount);

    /// <summary>The features as columns; missing values are NaN.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="training">Whether a null vector is an error.</param>
    public ImmutableArray<ReadOnlyMemory<double>> Read(Table table, bool training = false)
    {
        if (!UsesVector) return [.. Inputs.Select(table.Numbers)];

        var column = (VectorColumn)table[Vector];
        if (column.Size == 0) throw new ArgumentException($"Vectors of column '{Vector}' have no slots: there is nothing to learn from.");
        if (training && column.Validity.NullCount() > 0)
        {
            var row = Enumerable.Range(0, table.RowCount).First(column.IsNull);
            throw new ArgumentException($"The features column '{Vector}' is null in row {row}. Drop such rows first.");
        }
        return [.. Enumerable.Range(0, column.Size).Select(column.Slot)];
    }

    /// <summary>Number of categories of each feature by its field's nominal values; 0 for a number, empty where the vector says nothing of its slots.</summary>
    public ImmutableArray<int> Categories(Schema schema)
    {
        var fields = UsesVector ? schema[Vector].Slots ?? [] : [.. Inputs.Select(input => schema[input])];
        return [.. fields.Select(field => field.Nominal?.Length ?? 0)];
    }

    /// <summary>Names of the features where they are known, else empty.</summary>
    public ImmutableArray<string> Names(Schema schema) =>
        UsesVector ? [.. (schema[Vector].Slots ?? []).Select(slot => slot.Name)] : Inputs;

    /// <summary>Problems of the columns that boosting reads, each a sentence.</summary>
    public IEnumerable<string> BoostingProblems(Schema schema, string labelCol, string? weightCol, ImmutableArray<string> categorical)
    {
        List<string> problems = [.. Problems(schema), .. ColumnChecks.Numeric(schema, labelCol, "label")];
        if (weightCol is not null) problems.AddRange(ColumnChecks.Numeric(schema, weightCol, "weight"));
        if (problems.Count > 0 || categorical.IsDefaultOrEmpty) return problems;

        var names = Names(schema);
        problems.AddRange(categorical.Where(name => !names.Contains(name))
            .Select(name => $"The categorical feature '{name}' is not there. Features: {(names.IsEmpty ? $"the slots of '{Vector}' have no names" : string.Join(", ", names.Take(30)))}."));
        return problems;
    }

    /// <summary>Which features are categories: those named, and those whose field has nominal values.</summary>
    public bool[] AreCategorical(Schema schema, int count, ImmutableArray<string> named)
    {
        var (categories, names) = (Categories(schema), Names(schema));
        return [.. Enumerable.Range(0, count).Select(i => (i < categories.Length && categories[i] > 0) || (i < names.Length && !named.IsDefaultOrEmpty && named.Contains(names[i])))];
    }

    public string Describe(int feature) => UsesVector ? $"Slot {feature} of features column '{Vector}'" : $"Input column '{Inputs[feature]}'";
}
