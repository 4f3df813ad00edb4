using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>Features, labels and weights of the rows to learn from, as plain columns.</summary>
sealed record TreeRows
{
    public required ImmutableArray<ReadOnlyMemory<double>> Features { get; init; }

    /// <summary>Number of categories of each feature; 0 for a number.</summary>
    public required ImmutableArray<int> Categories { get; init; }

    public required double[] Labels { get; init; }

    /// <summary>Weight of each row, or null when there is no weight column.</summary>
    public required double[]? Weights { get; init; }

    public int Count => Labels.Length;

    /// <summary>Reads the rows; an error names the column and the row.</summary>
    public static TreeRows Read(IStage stage, DataFrame data, FeatureColumns features, string labelCol, string? weightCol, CancellationToken cancel)
    {
        var columns = new TrainingColumns(stage, data.Select([.. features.Used(labelCol, weightCol)]).ToTable(cancel));
        return new()
        {
            Features = features.Read(columns),
            Categories = features.Categories(columns.Rows.Schema),
            Labels = columns.Labels(labelCol).ToArray(),
            Weights = weightCol is null ? null : columns.Weights(weightCol).ToArray(),
        };
    }

    /// <summary>Reads the rows of a tree or forest, whose features must be finite.</summary>
    public static TreeRows ReadFinite(ITreeParameters parameters, DataFrame data, CancellationToken cancel)
    {
        var features = new FeatureColumns(parameters.FeaturesCol, []);
        var rows = Read(parameters, data, features, parameters.LabelCol, parameters.WeightCol, cancel);
        rows.RequireFinite(features);
        return rows;
    }

    /// <summary>Number of classes that the labels 0, 1, … need, or that the label column names; at least 2.</summary>
    public int CountClasses(IStage stage, string labelCol, int named) => Math.Max(2, TrainingColumns.CountClasses(stage, Labels, labelCol, named));

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
                    throw new ArgumentException(
                        $"{features.Describe(feature)} is {values[row]} in row {row}. Trees learn from finite numbers: impute first (Imputer), or use HistGradientBoosting.");
                if (categories > 0 && (values[row] != Math.Floor(values[row]) || values[row] < 0 || values[row] >= categories))
                    throw new ArgumentException($"{features.Describe(feature)} is {values[row]} in row {row}, but its categories are 0 to {categories - 1}.");
            }
        }
    }

    /// <summary>The chosen rows, copied.</summary>
    public TreeRows Take(int[] rows) => this with
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
}
