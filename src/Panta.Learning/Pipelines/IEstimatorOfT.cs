using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>An estimator that says what it learns: an immutable model whose properties are what was learned.</summary>
/// <typeparam name="TModel">The fitted model.</typeparam>
public interface IEstimator<out TModel> : IEstimator
    where TModel : ITransformer
{
    /// <inheritdoc cref="IEstimator.Fit"/>
    new TModel Fit(DataFrame data, CancellationToken cancel = default);

    ITransformer IEstimator.Fit(DataFrame data, CancellationToken cancel) => Fit(data, cancel);
}
