using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Encodes category indices as sparse vectors. Slots are named after the column's nominal values, else 0, 1, …; a kept invalid one <c>invalidValues</c>.
/// </summary>
/// <param name="InputCols">The columns of indices.</param>
/// <param name="OutputCols">The columns of vectors.</param>
/// <param name="CategorySizes">The number of categories of each column.</param>
/// <param name="DropLast">Whether the last category is all zeros.</param>
/// <param name="HandleInvalid">What an unseen index, a null or NaN means: <c>error</c>, or <c>keep</c> as one more category, the last.</param>
public sealed record OneHotEncoderModel(
    ImmutableArray<string> InputCols, ImmutableArray<string> OutputCols, ImmutableArray<int> CategorySizes, bool DropLast, string HandleInvalid) : ITransformer
{
    bool Keeps => HandleInvalid == "keep";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        foreach (var (column, output) in InputCols.Zip(OutputCols))
        {
            check.Numeric("InputCol", column);
            check.Output("OutputCol", output);
        }

        check.Throw();
        return Enumerable.Range(0, InputCols.Length).Aggregate(input, (schema, i) => schema.With(OutputField(input, i)));
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var schema = OutputSchema(data.Schema);
        for (var i = 0; i < InputCols.Length; i++) data = data.With(schema[OutputCols[i]], Encode(data, i));
        return data;
    }

    // One slot a category, one more for invalid ones that are kept, one less where the last is dropped.
    int SlotsOf(int i) => Math.Max(0, CategorySizes[i] + (Keeps ? 1 : 0) - (DropLast ? 1 : 0));

    Field OutputField(Schema input, int i)
    {
        var names = input[InputCols[i]].Nominal ?? [];
        var slots = Enumerable.Range(0, SlotsOf(i)).Select(slot => slot == CategorySizes[i] ? "invalidValues" : slot < names.Length ? names[slot] : $"{slot}");
        ImmutableArray<Field> fields = [.. slots.Select(name => new Field(name, DataType.Float64) { Nullable = false })];
        return new(OutputCols[i], DataType.Vector) { Nullable = false, Slots = fields };
    }

    VectorColumn Encode(Table data, int i)
    {
        var values = data.Numbers(InputCols[i]).Span;
        var (size, slots) = (CategorySizes[i], SlotsOf(i));
        var (offsets, indices, count) = (new int[values.Length + 1], new int[values.Length], 0);
        for (var row = 0; row < values.Length; row++)
        {
            var isKnown = values[row] >= 0 && values[row] < size && values[row] == Math.Floor(values[row]);
            if (!isKnown && !Keeps)
                throw new ArgumentException(
                    $"OneHotEncoderModel: column '{InputCols[i]}' is {(data[InputCols[i]].IsNull(row) ? "null" : values[row])} in row {row}, but "
                        + $"categories 0 to {size - 1} were seen when fitting. Set HandleInvalid to 'keep' to make others a category of their own.");

            var slot = isKnown ? (int)values[row] : size;
            if (slot < slots) indices[count++] = slot;
            offsets[row + 1] = count;
        }

        var ones = new double[count];
        ones.AsSpan().Fill(1);
        return VectorColumn.Sparse(slots, offsets, indices.AsMemory(0, count), ones);
    }
}
