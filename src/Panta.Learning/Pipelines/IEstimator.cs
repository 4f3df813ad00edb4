using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>A stage that learns a transformer from rows.</summary>
public interface IEstimator : IStage
{
    /// <summary>Checks all parameters and the schema, then learns. Same data, parameters and seed give the same model.</summary>
    /// <param name="data">The rows to learn from; read, never changed or kept.</param>
    /// <param name="cancel">Ends the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A parameter or column is not as it must be; all problems are named.</exception>
    ITransformer Fit(DataFrame data, CancellationToken cancel = default);
}
