using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>The best candidate of a cross-validation, fitted on all rows.</summary>
/// <param name="BestModel">The fitted model.</param>
/// <param name="BestIndex">The number of the best candidate.</param>
/// <param name="Trials">What each candidate measured, in their order.</param>
public sealed record CrossValidatorModel(ITransformer BestModel, int BestIndex, ImmutableArray<Trial> Trials) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => BestModel.OutputSchema(input);

    /// <inheritdoc/>
    public Table Transform(Table data) => BestModel.Transform(data);
}
