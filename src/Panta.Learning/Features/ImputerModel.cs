using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Fills missing values (null, NaN and the missing value) with what was learned. Columns keep their types: a column of whole numbers gets the surrogate without
/// its fraction.
/// </summary>
/// <param name="InputCols">The numeric columns.</param>
/// <param name="OutputCols">The names of the filled columns.</param>
/// <param name="Surrogates">What stands in, one a column.</param>
/// <param name="MissingValue">A value that means missing, beside null and NaN.</param>
public sealed record ImputerModel(ImmutableArray<string> InputCols, ImmutableArray<string> OutputCols, ImmutableArray<double> Surrogates,
    double MissingValue) : ITransformer
{
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        foreach (var (column, output) in InputCols.Zip(OutputCols))
        {
            check.Column("InputCol", column, CanFill, "numbers (no booleans or decimals)");
            check.Output("OutputCol", output);
        }

        check.Throw();
        return InputCols.Zip(OutputCols).Aggregate(input, (schema, pair) => schema.With(FilledField(input[pair.First], pair.Second)));
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var schema = OutputSchema(data.Schema);
        for (var i = 0; i < InputCols.Length; i++) data = data.With(schema[OutputCols[i]], Fill(data[InputCols[i]], Surrogates[i]));
        return data;
    }

    internal static bool CanFill(Field field) => field.Type.Kind is >= TypeKind.Int8 and <= TypeKind.Float64;

    internal static Field FilledField(Field input, string name) => input with { Name = name, Nullable = false };

    Column Fill(Column column, double surrogate) => column switch
    {
        Column<double> numbers => Fill(numbers, surrogate, value => double.IsNaN(value) || value == MissingValue),
        Column<float> numbers => Fill(numbers, (float)surrogate, value => float.IsNaN(value) || value == (float)MissingValue),
        Column<long> numbers => Fill(numbers, (long)surrogate, value => value == MissingValue),
        Column<int> numbers => Fill(numbers, (int)surrogate, value => value == MissingValue),
        Column<short> numbers => Fill(numbers, (short)surrogate, value => value == MissingValue),
        Column<sbyte> numbers => Fill(numbers, (sbyte)surrogate, value => value == MissingValue),
        _ => throw new InvalidOperationException($"A column of {column.Type} cannot be filled."),
    };

    static Column<T> Fill<T>(Column<T> column, T surrogate, Func<T, bool> isMissing)
        where T : unmanaged
    {
        var values = column.Span.ToArray();
        for (var row = 0; row < values.Length; row++)
            if (column.IsNull(row) || isMissing(values[row]))
                values[row] = surrogate;
        return new(column.Type, values);
    }
}
