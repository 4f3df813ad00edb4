using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Baselines;

/// <summary>Predicts one number for every row; features are not read, so nothing in them can be missing.</summary>
/// <param name="PredictionCol">The name of the column of predictions.</param>
/// <param name="Value">The number.</param>
public sealed record DummyRegressionModel(string PredictionCol, double Value) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data) => data.With(
        OutputSchema(data.Schema), OutputColumns.Numbers(PredictionCol, () => [.. Enumerable.Repeat(Value, data.RowCount)], Validity.All(data.RowCount)));

    internal Schema OutputSchema(StageCheck check)
    {
        check.OptionalOutput("PredictionCol", PredictionCol);
        check.Throw();
        return check.Input.WithNumbers(PredictionCol, nullable: false);
    }
}
