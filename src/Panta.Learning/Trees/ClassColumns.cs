using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Trees;

/// <summary>The columns that a classifier adds: raw prediction and probability (a vector each, one slot a class) and the predicted class; an empty name leaves a column out.</summary>
sealed record ClassColumns(string Prediction, string RawPrediction, string Probability, ImmutableArray<double> Thresholds, ImmutableArray<string> Names)
{
    public Schema AddTo(Schema schema, bool nullable)
    {
        if (RawPrediction.Length > 0) schema = schema.With(VectorField(RawPrediction, nullable));
        if (Probability.Length > 0) schema = schema.With(VectorField(Probability, nullable));
        return Prediction.Length == 0 ? schema : schema.With(PredictionField(nullable));
    }

    /// <summary>Adds the columns; arrays are rows × classes.</summary>
    public Table AddTo(Table table, Validity validity, bool nullable, double[] raw, double[] probability, int classes)
    {
        if (RawPrediction.Length > 0) table = table.With(VectorField(RawPrediction, nullable), VectorColumn.Dense(classes, raw, validity));
        if (Probability.Length > 0) table = table.With(VectorField(Probability, nullable), VectorColumn.Dense(classes, probability, validity));
        if (Prediction.Length == 0) return table;

        var predictions = new double[table.RowCount];
        for (var row = 0; row < predictions.Length; row++) predictions[row] = Choose(probability.AsSpan(row * classes, classes));
        return table.With(PredictionField(nullable), new Column<double>(DataType.Float64, predictions, validity));
    }

    /// <summary>Problems with the thresholds for so many classes, each a sentence.</summary>
    public IEnumerable<string> Problems(int classes)
    {
        if (Thresholds.IsDefaultOrEmpty) yield break;
        if (Thresholds.Length != classes) yield return $"Thresholds has {Thresholds.Length} values, but there are {classes} classes: give one a class, or none.";
        if (Thresholds.Any(threshold => !(threshold >= 0)) || Thresholds.Count(threshold => threshold == 0) > 1)
            yield return $"Thresholds are [{string.Join(", ", Thresholds)}]. They are at least 0, and at most one of them is 0.";
    }

    Field PredictionField(bool nullable) => new(Prediction, DataType.Float64) { Nullable = nullable, Nominal = Names.IsDefaultOrEmpty ? null : Names };

    Field VectorField(string name, bool nullable) => new(name, DataType.Vector)
    {
        Nullable = nullable,
        Slots = Names.IsDefaultOrEmpty ? null : [.. Names.Select(slot => new Field(slot, DataType.Float64) { Nullable = false })],
    };

    /// <summary>The first class whose probability, over its threshold where there is one, is largest.</summary>
    int Choose(ReadOnlySpan<double> probability)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var k = 0; k < probability.Length; k++)
        {
            var scaled = Thresholds.IsDefaultOrEmpty ? probability[k] : probability[k] / Thresholds[k];
            if (scaled > most) (best, most) = (k, scaled);
        }
        return best;
    }
}
