using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>
/// Chooses among candidates by one split: each is fitted on a share of the rows and measured on the rest; the best is fitted on all rows. spark.ml's
/// <c>TrainValidationSplit</c>; the same seed makes the split of its Python client on one partition.
/// </summary>
/// <remarks>Cost: candidates + 1 fits.</remarks>
/// <example><code>
/// var split = new TrainValidationSplit { Estimator = pipeline, Grid = grid, Evaluator = new RegressionEvaluator(), TimeCol = "time" };
/// var best = split.Fit(table); </code></example>
public sealed record TrainValidationSplit : IEstimator<TrainValidationSplitModel>
{
    /// <summary>Gets the estimator whose parameters the grid sets.</summary>
    public required IEstimator Estimator { get; init; }

    /// <summary>Gets the values to try. Default: none, the estimator as it is.</summary>
    public ParamGrid Grid { get; init; } = ParamGrid.Empty;

    /// <summary>Gets the metric.</summary>
    public required Evaluator Evaluator { get; init; }

    /// <summary>Gets the share of rows to learn from; in (0, 1). Default 0.75.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TrainRatio { get; init; } = 0.75;

    /// <summary>Gets the seed of the split. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Gets a column to order rows by: the earliest rows are learned from, the latest measured on. Default null: by chance.</summary>
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
        if (TimeCol is not null) check.Column("TimeCol", TimeCol, _ => true, "times");
        check.Throw();
        return Estimator.OutputSchema(input);
    }

    /// <inheritdoc/>
    public TrainValidationSplitModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);
        var candidates = Grid.Candidates(Estimator);
        foreach (var candidate in candidates) candidate.Estimator.OutputSchema(data.Schema);

        var table = data.ToTable(cancel);
        var fold = TimeCol is null ? Fold.Split(table.RowCount, TrainRatio, Seed) : Fold.SplitByTime(table, TimeCol, TrainRatio);
        fold.RequireRows(nameof(TrainValidationSplit), 0);

        var search = new Search(candidates, Evaluator, Parallelism, Observer);
        var trials = search.Run(table, [fold], cancel);
        var best = search.Best(trials);
        return new(candidates[best.Index].Estimator.Fit(table, cancel), best.Index, trials);
    }
}
