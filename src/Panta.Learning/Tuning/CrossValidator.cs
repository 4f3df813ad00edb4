using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>
/// Chooses among candidates by k-fold cross-validation: each is fitted k times on all folds but one and measured on that one; the best by the mean is fitted
/// on all rows. spark.ml's <c>CrossValidator</c>; the same seed makes the folds of its Python client on one partition.
/// </summary>
/// <remarks>Cost: candidates × folds + 1 fits; stages before the first that differs between candidates are fitted once a fold.</remarks>
/// <example><code> var validator = new CrossValidator { Estimator = pipeline, Grid = grid, Evaluator = new RegressionEvaluator(), NumFolds = 5 };
/// var best = validator.Fit(table); </code></example>
public sealed record CrossValidator : IEstimator<CrossValidatorModel>
{
    /// <summary>Gets the estimator whose parameters the grid sets.</summary>
    public required IEstimator Estimator { get; init; }

    /// <summary>Gets the values to try. Default: none, the estimator as it is.</summary>
    public ParamGrid Grid { get; init; } = ParamGrid.Empty;

    /// <summary>Gets the metric.</summary>
    public required Evaluator Evaluator { get; init; }

    /// <summary>Gets the number of folds; ≥ 2. Default 3.</summary>
    [Range(2, int.MaxValue)]
    public int NumFolds { get; init; } = 3;

    /// <summary>Gets the seed of the folds. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the column that says each row's fold, 0 to <see cref="NumFolds"/> − 1. Default null: by chance.</summary>
    public string? FoldCol { get; init; }

    /// <summary>
    /// Gets a column to order rows by: then time is cut into <see cref="NumFolds"/> + 1 stretches, and fold i learns from the first i + 1 of them and is
    /// measured on the next, so that nothing is learned from the future. Default null: by chance.
    /// </summary>
    public string? TimeCol { get; init; }

    /// <summary>Gets how many candidates are fitted at once; ≥ 1. Default 1 (a fit itself uses all cores).</summary>
    [Range(1, int.MaxValue)]
    public int Parallelism { get; init; } = 1;

    /// <summary>Gets who is told of each trial, in the order of the candidates, while the search runs. Default null.</summary>
    [JsonIgnore]
    public Action<Trial>? Observer { get; init; }

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        if (FoldCol is not null) check.Numeric("FoldCol", FoldCol);
        if (TimeCol is not null) check.Column("TimeCol", TimeCol, _ => true, "times");
        check.That(FoldCol is null || TimeCol is null, "Set FoldCol or TimeCol, not both.");
        check.Throw();
        return Estimator.OutputSchema(input);
    }

    /// <inheritdoc/>
    public CrossValidatorModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        var candidates = Grid.Candidates(Estimator);
        foreach (var candidate in candidates) candidate.Estimator.OutputSchema(data.Schema);

        var table = data.ToTable(cancel);
        var folds = FoldCol is not null
            ? Fold.ByColumn(table, FoldCol, NumFolds)
            : TimeCol is not null ? Fold.ByTime(table, TimeCol, NumFolds) : Fold.ByChance(table.RowCount, NumFolds, Seed);
        foreach (var (number, fold) in folds.Index()) fold.RequireRows(nameof(CrossValidator), number);

        var search = new Search(candidates, Evaluator, Parallelism, Observer);
        var trials = search.Run(table, folds, cancel);
        var best = search.Best(trials);
        return new(candidates[best.Index].Estimator.Fit(table, cancel), best.Index, trials);
    }
}
