using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Linear;

/// <summary>The three columns that a classifier adds.</summary>
static class ClassificationColumns
{
    public static Schema AddTo(Schema input, string rawPrediction, string probability, string prediction, ImmutableArray<string> names, bool nullable)
    {
        ImmutableArray<Field>? slots = names.IsDefaultOrEmpty ? null : [.. names.Select(name => new Field(name, DataType.Float64) { Nullable = false })];
        return input
            .With(new(rawPrediction, DataType.Vector) { Nullable = nullable, Slots = slots })
            .With(new(probability, DataType.Vector) { Nullable = nullable, Slots = slots })
            .With(new(prediction, DataType.Float64) { Nullable = nullable, Nominal = names.IsDefaultOrEmpty ? null : names });
    }

    /// <summary>Raw predictions and probabilities are rows of one number a class; <paramref name="rows"/> says which rows have any.</summary>
    public static Table AddTo(Table data, Schema schema, Validity rows, int classes, double[] raw, double[] probability, double[] prediction)
    {
        ReadOnlySpan<Column> added =
            [VectorColumn.Dense(classes, raw, rows), VectorColumn.Dense(classes, probability, rows), new Column<double>(DataType.Float64, prediction, rows)];
        return new(schema, [.. data.Columns, .. added], data.RowCount);
    }

    /// <summary>The class with the largest probability / threshold, the first of equals; NaN where probabilities are.</summary>
    public static double Predict(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> thresholds)
    {
        if (double.IsNaN(probabilities[0])) return double.NaN;
        if (probabilities.Length == 2 && thresholds.Length == 2) return probabilities[1] > thresholds[1] / (thresholds[0] + thresholds[1]) ? 1 : 0;

        var (best, most) = (0, double.NegativeInfinity);
        for (var k = 0; k < probabilities.Length; k++)
        {
            var scaled = thresholds.IsEmpty ? probabilities[k] : thresholds[k] == 0 && probabilities[k] == 0 ? 0 : probabilities[k] / thresholds[k];
            if (scaled > most) (best, most) = (k, scaled);
        }

        return best;
    }
}
