using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>Where a tree finds its features: the slots of one vector column, or numeric columns by name.</summary>
/// <param name="Vector">Name of the vector column; unused where there are input columns.</param>
/// <param name="Inputs">Names of numeric columns; empty for the vector column.</param>
sealed record FeatureColumns(string Vector, ImmutableArray<string> Inputs)
{
    bool UsesVector => Inputs.IsDefaultOrEmpty;

    public void Check(StageCheck check)
    {
        if (UsesVector) check.Vector("FeaturesCol", Vector);
        foreach (var input in UsesVector ? [] : Inputs) check.Numeric("InputCols", input);
    }

    /// <summary>Whether the columns are there and of the right type, so that there is more to check of them.</summary>
    public bool AreIn(Schema schema) =>
        UsesVector ? schema.Find(Vector)?.Type.HoldsVectors ?? false : Inputs.All(input => schema.Find(input)?.Type.IsNumeric ?? false);

    /// <summary>All columns that learning from them reads, each once.</summary>
    public IEnumerable<string> Used(string labelCol, string? weightCol) =>
        (UsesVector ? [Vector] : Inputs).Append(labelCol).Concat(weightCol is null ? [] : [weightCol]).Distinct();

    /// <summary>Whether a row may have no features at all, so that its prediction is null.</summary>
    public bool AreNullable(Schema schema) => UsesVector && (schema.Find(Vector)?.Nullable ?? false);

    /// <summary>Which rows have features: null vectors do not; a null in an input column is a missing value.</summary>
    public Validity Validity(Table table) => UsesVector ? table[Vector].Validity : Data.Tables.Validity.All(table.RowCount);

    /// <summary>The features as columns; missing values are NaN.</summary>
    public ImmutableArray<ReadOnlyMemory<double>> Read(Table table) => UsesVector ? Slots(table.AsVectors(Vector)) : [.. Inputs.Select(table.Numbers)];

    /// <summary>The features of rows to learn from: there a null vector is an error.</summary>
    public ImmutableArray<ReadOnlyMemory<double>> Read(TrainingColumns columns) => UsesVector ? Slots(columns.Vectors(Vector)) : Read(columns.Rows);

    /// <summary>Number of categories of each feature by its field's nominal values; 0 for a number, empty where the vector says nothing of its slots.</summary>
    public ImmutableArray<int> Categories(Schema schema)
    {
        var fields = UsesVector ? schema[Vector].Slots ?? [] : [.. Inputs.Select(input => schema[input])];
        return [.. fields.Select(field => field.Nominal?.Length ?? 0)];
    }

    /// <summary>Names of the features where they are known, else empty.</summary>
    public ImmutableArray<string> Names(Schema schema) =>
        UsesVector ? [.. (schema[Vector].Slots ?? []).Select(slot => slot.Name)] : Inputs;

    /// <summary>Checks that the features named categorical are there.</summary>
    public void CheckCategorical(StageCheck check, ImmutableArray<string> categorical)
    {
        if (categorical.IsDefaultOrEmpty || !AreIn(check.Input)) return;

        var names = Names(check.Input);
        var known = names.IsEmpty ? $"the slots of '{Vector}' have no names" : string.Join(", ", names.Take(30));
        foreach (var name in categorical) check.That(names.Contains(name), $"The categorical feature '{name}' is not there. Features: {known}.");
    }

    /// <summary>Which features are categories: those named, and those whose field has nominal values.</summary>
    public bool[] AreCategorical(Schema schema, int count, ImmutableArray<string> named)
    {
        var (categories, names) = (Categories(schema), Names(schema));
        return [.. Enumerable.Range(0, count)
            .Select(i => (i < categories.Length && categories[i] > 0) || (i < names.Length && !named.IsDefaultOrEmpty && named.Contains(names[i])))];
    }

    public string Describe(int feature) => UsesVector ? $"Slot {feature} of features column '{Vector}'" : $"Input column '{Inputs[feature]}'";

    ImmutableArray<ReadOnlyMemory<double>> Slots(VectorColumn vectors) => vectors.Size > 0
        ? [.. Enumerable.Range(0, vectors.Size).Select(vectors.Slot)]
        : throw new ArgumentException($"Vectors of column '{Vector}' have no slots: there is nothing to learn from.");
}
