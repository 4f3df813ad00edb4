using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Trees;

/// <summary>Features, labels and weights of the rows to learn from, as plain columns.</summary>
sealed record TrainingRows
{
    public required ImmutableArray<ReadOnlyMemory<double>> Features { get; init; }

    /// <summary>Number of categories of each feature; 0 for a number.</summary>
    public required ImmutableArray<int> Categories { get; init; }

    public required double[] Labels { get; init; }

    /// <summary>Weight of each row, or null when there is no weight column.</summary>
    public required double[]? Weights { get; init; }

    public int Count => Labels.Length;

    /// <summary>Reads the rows; an error names the column and the row.</summary>
    public static TrainingRows Read(DataFrame data, FeatureColumns features, string labelCol, string? weightCol, CancellationToken cancel)
    {
        var table = data.ToTable(cancel);
        if (table.RowCount == 0) throw new ArgumentException("There are no rows to learn from: the data are empty.", nameof(data));

        return new()
        {
            Features = features.Read(table, training: true),
            Categories = features.Categories(table.Schema),
            Labels = Numbers(table, labelCol, "label", double.NegativeInfinity),
            Weights = weightCol is null ? null : Numbers(table, weightCol, "weight", 0),
        };
    }

    /// <summary>Number of classes that the labels 0, 1, … need, or that the label column names; at least 2.</summary>
    /// <exception cref="ArgumentException">A label is no whole number from 0 on, or has no name where classes are named.</exception>
    public int CountClasses(string labelCol, int named)
    {
        const int Most = 10_000;
        var (classes, limit) = (Math.Max(2, named), named > 0 ? named : Most);
        for (var row = 0; row < Count; row++)
        {
            var label = Labels[row];
            if (label != Math.Floor(label) || label < 0 || label >= limit)
                throw new ArgumentException($"The label column '{labelCol}' is {label} in row {row}. A class is a whole number from 0 to {limit - 1}: index it first (StringIndexer).");
            classes = Math.Max(classes, (int)label + 1);
        }
        return classes;
    }

    /// <summary>Checks that every feature is a finite number, and every category one of its slot's.</summary>
    /// <exception cref="ArgumentException">A feature is NaN or infinite, or a category is not one of those of its slot.</exception>
    public void RequireFinite(FeatureColumns features)
    {
        for (var feature = 0; feature < Features.Length; feature++)
        {
            var values = Features[feature].Span;
            var categories = Categories.IsEmpty ? 0 : Categories[feature];
            for (var row = 0; row < values.Length; row++)
            {
                if (!double.IsFinite(values[row]))
                    throw new ArgumentException($"{features.Describe(feature)} is {values[row]} in row {row}. Trees learn from finite numbers: impute first (Imputer), or use HistGradientBoosting.");
                if (categories > 0 && (values[row] != Math.Floor(values[row]) || values[row] < 0 || values[row] >= categories))
                    throw new ArgumentException($"{features.Describe(feature)} is {values[row]} in row {row}, but its categories are 0 to {categories - 1}.");
            }
        }
    }

    /// <summary>The chosen rows, copied.</summary>
    public TrainingRows Take(int[] rows) => this with
    {
        Features = [.. Features.Select(values => (ReadOnlyMemory<double>)Take(values.Span, rows))],
        Labels = Take(Labels, rows),
        Weights = Weights is null ? null : Take(Weights, rows),
    };

    static double[] Take(ReadOnlySpan<double> values, int[] rows)
    {
        var taken = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) taken[i] = values[rows[i]];
        return taken;
    }

    static double[] Numbers(Table table, string column, string role, double least)
    {
        var values = new double[table.RowCount];
        table[column].CopyTo(0, values);
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsFinite(values[row]) && values[row] >= least) continue;
            var found = table[column].IsNull(row) ? "null" : values[row].ToString();
            throw new ArgumentException($"The {role} column '{column}' is {found} in row {row}. A {role} is a finite number{(least == 0 ? " from 0 on" : "")}: drop or mend such rows first.");
        }
        return values;
    }
}
