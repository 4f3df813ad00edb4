using System.Collections.Immutable;
using Panta.Data.Expectations;
using Panta.Learning.Pipelines;
using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Projects;

/// <summary>
/// A project: where the data come from, what is learned from them, where it answers, what is watched, and what follows. The file <c>panta.yaml</c> is this
/// record in camelCase; every key that is not here is an error.
/// </summary>
public sealed record Project
{
    /// <summary>Gets the project's name: also of its model, experiment, monitor and policy. Letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>Gets where rows to learn from come from.</summary>
    public required Source Source { get; init; }

    /// <summary>Gets where labels come from and how late they are. Default null: the label is a column of the source, and is due as soon as the row is.</summary>
    public Labels? Labels { get; init; }

    /// <summary>Gets the types that columns of the source must have, by name. Default null: as inferred.</summary>
    public ImmutableSortedDictionary<string, string>? Schema { get; init; }

    /// <summary>Gets claims that rows must keep to be learned from; rows that do not go to quarantine. Default none.</summary>
    public ImmutableArray<Expectation> Expectations { get; init; } = [];

    /// <summary>Gets the stages from feature columns to a prediction, the last one an estimator.</summary>
    public required ImmutableArray<IStage> Pipeline { get; init; }

    /// <summary>Gets the column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the unit of the target, such as <c>rentals/h</c>, which stands beside errors on the page. Default empty: none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Gets the metric by which models are compared and watched: <c>mae</c>, <c>rmse</c> or <c>accuracy</c>.</summary>
    public required KpiMetric Metric { get; init; }

    /// <summary>Gets the rows that models are judged on. Default: five folds.</summary>
    public Split Split { get; init; } = new();

    /// <summary>Gets what is tried when the first model is made. Default null: the pipeline as it stands.</summary>
    public Tune? Tune { get; init; }

    /// <summary>Gets where the champion answers.</summary>
    public required EndpointPlan Endpoint { get; init; }

    /// <summary>Gets what is watched. Default null: nothing.</summary>
    public MonitorPlan? Monitor { get; init; }

    /// <summary>Gets what follows from an alert. Default null: nothing; a person retrains.</summary>
    public Policy? Policy { get; init; }
}
