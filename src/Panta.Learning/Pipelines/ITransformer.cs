using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>
/// A stage that turns rows into rows with more columns: a feature transformer or a fitted model. Immutable and safe to call from many threads.
/// </summary>
public interface ITransformer : IStage
{
    /// <summary>Transforms one batch. A row comes out the same alone, in any batch and in any order.</summary>
    /// <param name="data">A batch of rows.</param>
    /// <exception cref="ArgumentException">A column is missing or of a type the stage cannot use.</exception>
    Table Transform(Table data);

    /// <summary>Transforms a frame batch by batch, at each pass.</summary>
    /// <param name="data">The rows.</param>
    DataFrame Transform(DataFrame data) => data.MapBatches(OutputSchema(data.Schema), Transform);
}
