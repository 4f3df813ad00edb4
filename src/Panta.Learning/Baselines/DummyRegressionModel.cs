using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Baselines;

/// <summary>Predicts one number for every row; features are not read, so nothing in them can be missing.</summary>
/// <param name="PredictionCol">The name of the column of predictions.</param>
/// <param name="Value">The number.</param>
public sealed record DummyRegressionModel(string PredictionCol, double Value) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Output("PredictionCol", PredictionCol);
        check.Throw();
        return input.With(LinearRegressionModel.PredictionField(PredictionCol, nullable: false));
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var field = OutputSchema(data.Schema)[PredictionCol];
        var predictions = new double[data.RowCount];
        predictions.AsSpan().Fill(Value);
        return data.With(field, new Column<double>(DataType.Float64, predictions));
    }
}
