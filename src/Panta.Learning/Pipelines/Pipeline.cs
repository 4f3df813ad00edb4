using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>
/// A chain of stages, itself an estimator: fitting runs the rows through the stages in order, fits each estimator on what the stages before it made,
/// and gives the chain of fitted models. spark.ml's <c>Pipeline</c>.
/// </summary>
/// <param name="Stages">Estimators and transformers in order. Default: none, a pipeline that changes nothing.</param>
public sealed record Pipeline(params ImmutableArray<IStage> Stages) : IEstimator<PipelineModel>
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => Stages.Aggregate(input, (schema, stage) => stage.OutputSchema(schema));

    /// <inheritdoc/>
    public PipelineModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var last = Stages.Length - 1;
        while (last >= 0 && Stages[last] is not IEstimator) last--;
        var fitted = ImmutableArray.CreateBuilder<ITransformer>(Stages.Length);
        for (var i = 0; i < Stages.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var model = Stages[i] is IEstimator estimator ? estimator.Fit(data, cancel) : (ITransformer)Stages[i];
            fitted.Add(model);
            if (i < last) data = model.Transform(data);
        }

        return new(fitted.MoveToImmutable());
    }

    /// <summary>Whether both have equal stages in the same order.</summary>
    /// <param name="other">The pipeline compared with.</param>
    public bool Equals(Pipeline? other) => other is not null && Stages.AsSpan().SequenceEqual(other.Stages.AsSpan(), EqualityComparer<IStage>.Default);

    /// <summary>A hash of the stages.</summary>
    public override int GetHashCode() => Stages.Aggregate(17, HashCode.Combine);
}
