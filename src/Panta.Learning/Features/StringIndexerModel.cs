using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>Turns texts into the indices learned for them. The index column's field names the texts as its nominal values.</summary>
/// <param name="InputCols">The columns of text or numbers; one that is not there is passed over, as in spark.ml (a label when scoring).</param>
/// <param name="OutputCols">The columns of indices.</param>
/// <param name="LabelsArray">The texts of each column in the order of their indices.</param>
/// <param name="HandleInvalid">What unseen texts and nulls mean: <c>error</c>, <c>skip</c> or <c>keep</c>.</param>
public sealed record StringIndexerModel(ImmutableArray<string> InputCols, ImmutableArray<string> OutputCols,
    ImmutableArray<ImmutableArray<string>> LabelsArray, string HandleInvalid)
    : ITransformer
{
    const string Unknown = "__unknown";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        foreach (var i in Present(input))
        {
            check.Column("InputCol", InputCols[i], field => field.Type.Kind != TypeKind.Bool && (field.Type.Kind == TypeKind.String || field.Type.IsNumeric),
                "text or numbers");
            check.Output("OutputCol", OutputCols[i]);
        }

        check.Throw();
        return Present(input).Aggregate(input, (schema, i) => schema.With(OutputField(i)));
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        OutputSchema(data.Schema);

        var present = Present(data.Schema).ToList();
        var indices = present.Select(i => Indices(CategoryText.Of(data[InputCols[i]]), i)).ToList();
        for (var k = 0; k < indices.Count; k++) data = data.With(OutputField(present[k]), new Column<double>(DataType.Float64, indices[k]));
        return HandleInvalid == "skip" && indices.Any(values => values.AsSpan().Contains(-1))
            ? data.Where(row => indices.All(values => values[row] >= 0))
            : data;
    }

    IEnumerable<int> Present(Schema input) => Enumerable.Range(0, InputCols.Length).Where(i => input.Contains(InputCols[i]));

    Field OutputField(int i) =>
        new(OutputCols[i], DataType.Float64) { Nullable = false, Nominal = HandleInvalid == "keep" ? LabelsArray[i].Add(Unknown) : LabelsArray[i] };

    double[] Indices(TextColumn column, int i)
    {
        var known = new Dictionary<string, int>(LabelsArray[i].Length, StringComparer.Ordinal);
        foreach (var label in LabelsArray[i]) known.Add(label, known.Count);

        double missing = HandleInvalid == "keep" ? known.Count : -1;
        var byCode = column.Dictionary.Select(text => known.TryGetValue(text, out var index) ? index : missing).ToArray();
        var values = new double[column.Length];
        var codes = column.Codes.Span;
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = column.IsNull(row) ? missing : byCode[codes[row]];
            if (values[row] < 0 && HandleInvalid == "error") throw Unseen(i, column[row], row);
        }

        return values;
    }

    ArgumentException Unseen(int i, string? text, int row)
    {
        var found = text is null ? "null" : $"'{text}', which was not seen when fitting,";
        return new($"StringIndexerModel: column '{InputCols[i]}' is {found} in row {row}. "
            + "Set HandleInvalid to 'keep' to give it an index of its own, or to 'skip' to drop such rows.");
    }
}
