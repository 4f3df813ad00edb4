using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>A fitted pipeline: transformers in order.</summary>
/// <param name="Stages">The transformers.</param>
public sealed record PipelineModel(params ImmutableArray<ITransformer> Stages) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => Stages.Aggregate(input, (schema, stage) => stage.OutputSchema(schema));

    /// <inheritdoc/>
    public Table Transform(Table data) => Stages.Aggregate(data, (table, stage) => stage.Transform(table));

    /// <summary>Whether both have equal stages in the same order.</summary>
    /// <param name="other">The model compared with.</param>
    public bool Equals(PipelineModel? other) =>
        other is not null && Stages.AsSpan().SequenceEqual(other.Stages.AsSpan(), EqualityComparer<ITransformer>.Default);

    /// <summary>A hash of the stages.</summary>
    public override int GetHashCode() => Stages.Aggregate(17, HashCode.Combine);
}
