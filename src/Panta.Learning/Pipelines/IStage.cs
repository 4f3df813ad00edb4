using Panta.Data.Schemas;

namespace Panta.Learning.Pipelines;

/// <summary>A stage of a pipeline: an estimator or a transformer. A record of parameters; constructing it checks nothing.</summary>
public interface IStage
{
    /// <summary>The columns that come out when columns of <paramref name="input"/> go in, found without reading a row.</summary>
    /// <param name="input">The schema of the rows that go in.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a column is missing or of a type the stage cannot use; all problems are
    /// named.</exception>
    Schema OutputSchema(Schema input);
}
