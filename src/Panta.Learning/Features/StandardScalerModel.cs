using System.Collections.Immutable;
using System.Numerics.Tensors;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Scales vectors by what was learned: (x − mean) / deviation. NaN stays NaN, null rows stay null; sparse vectors stay sparse where no mean is taken off.
/// </summary>
/// <param name="InputCol">The vector column.</param>
/// <param name="OutputCol">The name of the column of scaled vectors.</param>
/// <param name="Mean">The mean of each slot.</param>
/// <param name="Std">The standard deviation (n − 1) of each slot.</param>
/// <param name="WithMean">Whether the mean is taken off.</param>
/// <param name="WithStd">Whether slots are divided by their deviation; a slot of deviation 0 becomes 0.</param>
public sealed record StandardScalerModel(string InputCol, string OutputCol, ImmutableArray<double> Mean, ImmutableArray<double> Std, bool WithMean,
    bool WithStd) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Vector("InputCol", InputCol);
        check.Output("OutputCol", OutputCol);
        check.Throw();
        return input.With(input[InputCol] with { Name = OutputCol, Type = DataType.Vector });
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var field = OutputSchema(data.Schema)[OutputCol];
        var vectors = data.AsVectors(InputCol);
        LinearScores.RequireSize(nameof(StandardScalerModel), InputCol, vectors.Size, Mean.Length);
        if (vectors.IsSparse && !WithMean) return data.With(field, ScaleSparse(vectors));

        var slots = Enumerable.Range(0, vectors.Size).Select(slot => Scale(vectors.Slot(slot).Span, slot)).ToArray();
        return data.With(field,
            vectors.Validity.HasNulls
                ? Rows(slots, vectors.Validity)
                : VectorColumn.View([.. slots.Select(values => new Column<double>(DataType.Float64, values))], data.RowCount));
    }

    double Factor(int slot) => !WithStd ? 1 : Std[slot] == 0 ? 0 : 1 / Std[slot];

    double[] Scale(ReadOnlySpan<double> values, int slot)
    {
        var scaled = new double[values.Length];
        TensorPrimitives.Subtract(values, WithMean ? Mean[slot] : 0, scaled);
        TensorPrimitives.Multiply(scaled, Factor(slot), scaled);
        return scaled;
    }

    VectorColumn ScaleSparse(VectorColumn vectors)
    {
        var (offsets, indices, values) = (new int[vectors.Length + 1], new List<int>(), new List<double>());
        for (var row = 0; row < vectors.Length; row++)
        {
            vectors.SparseRow(row, out var slots, out var numbers);
            for (var k = 0; k < slots.Length; k++)
            {
                indices.Add(slots[k]);
                values.Add(numbers[k] * Factor(slots[k]));
            }

            offsets[row + 1] = indices.Count;
        }

        return VectorColumn.Sparse(vectors.Size, offsets, indices.ToArray(), values.ToArray(), vectors.Validity);
    }

    static VectorColumn Rows(double[][] slots, Validity validity)
    {
        var rows = new double[slots.Length * validity.Length];
        for (var slot = 0; slot < slots.Length; slot++)
            for (var row = 0; row < validity.Length; row++)
                rows[row * slots.Length + slot] = slots[slot][row];
        return VectorColumn.Dense(slots.Length, rows, validity);
    }
}
