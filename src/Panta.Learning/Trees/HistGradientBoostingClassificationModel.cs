using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The boosted trees that <see cref="HistGradientBoostingClassifier"/> learned. Immutable; equal when parameters and trees are.</summary>
public sealed record HistGradientBoostingClassificationModel : IFeatureImportances
{
    /// <inheritdoc cref="HistGradientBoostingClassifier.FeaturesCol"/>
    public required string FeaturesCol { get; init; }

    /// <inheritdoc cref="HistGradientBoostingClassifier.InputCols"/>
    public required ImmutableArray<string> InputCols { get; init; }

    /// <inheritdoc cref="HistGradientBoostingClassifier.PredictionCol"/>
    public required string PredictionCol { get; init; }

    /// <inheritdoc cref="HistGradientBoostingClassifier.RawPredictionCol"/>
    public required string RawPredictionCol { get; init; }

    /// <inheritdoc cref="HistGradientBoostingClassifier.ProbabilityCol"/>
    public required string ProbabilityCol { get; init; }

    /// <inheritdoc cref="HistGradientBoostingClassifier.Thresholds"/>
    public required ImmutableArray<double> Thresholds { get; init; }

    /// <summary>Gets the names of the classes; empty where the label column had none.</summary>
    public required ImmutableArray<string> ClassNames { get; init; }

    /// <summary>Gets the scores to which the trees add: the log-odds of class 1 for two classes, else one a class.</summary>
    public required ImmutableArray<double> Baseline { get; init; }

    /// <summary>Gets the trees in the order they were grown; tree i adds to the score of class i mod classes where there are more than two.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>Gets the number of classes, ≥ 2.</summary>
    public int NumClasses => Math.Max(2, Baseline.Length);

    /// <summary>Gets the number of features.</summary>
    public int NumFeatures => Trees.NumFeatures;

    /// <summary>Gets each feature's share of all that splits took from the loss: sums to 1; all 0 when nothing was split. Computed at each call.</summary>
    [JsonIgnore]
    public ImmutableArray<double> FeatureImportances => FeatureImportance.OfGains(Trees, _ => 1, perTree: false);

    ImmutableArray<string> IFeatureImportances.FeatureNames(Schema input) => Features.Names(input);

    FeatureColumns Features => new(FeaturesCol, InputCols);

    ClassificationColumns Columns => new(RawPredictionCol, ProbabilityCol, PredictionCol, ClassNames);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        var scores = TreePredictions.Scores(Trees, Features, data, Baseline);
        var (raw, probability) = Baseline.Length == 1 ? Binary(scores) : (scores, Softmax(scores, NumClasses));
        var prediction = ClassThresholds.Choose(probability, NumClasses, Thresholds.AsSpan());
        return data.With(output, Columns.Of(Features.Validity(data), NumClasses, raw, probability, prediction));
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Features.Check(check);
        Columns.Check(check);
        check.Throw();
        return Columns.AddTo(check.Input, Features.AreNullable(check.Input));
    }

    static (double[] Raw, double[] Probability) Binary(double[] logOdds)
    {
        var (raw, probability) = (new double[2 * logOdds.Length], new double[2 * logOdds.Length]);
        for (var row = 0; row < logOdds.Length; row++)
        {
            (raw[2 * row], raw[2 * row + 1]) = (-logOdds[row], logOdds[row]);
            var isOne = 1 / (1 + Math.Exp(-logOdds[row]));
            (probability[2 * row], probability[2 * row + 1]) = (1 - isOne, isOne);
        }
        return (raw, probability);
    }

    static double[] Softmax(double[] scores, int classes)
    {
        var exponentials = new double[scores.Length];
        for (var at = 0; at < scores.Length; at += classes)
        {
            var most = scores.AsSpan(at, classes)[0];
            for (var k = 1; k < classes; k++) most = Math.Max(most, scores[at + k]);
            for (var k = 0; k < classes; k++) exponentials[at + k] = Math.Exp(scores[at + k] - most);
        }
        return TreePredictions.Normalize(exponentials, classes);
    }
}
