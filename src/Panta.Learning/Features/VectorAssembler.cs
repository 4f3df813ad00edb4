using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;
using DataType = Panta.Data.Schemas.DataType;

namespace Panta.Learning.Features;

/// <summary>
/// Puts numeric and vector columns side by side as one vector column, in the order given. Nothing is copied: the vectors are a view of their columns.
/// Slots are named after their columns, slots of vectors <c>column_slot</c>; units and nominal values go along. spark.ml's <c>VectorAssembler</c>.
/// </summary>
/// <remarks>
/// Missing values are nulls and, in numeric columns, NaN (a NaN inside a vector is taken as it is). Cost: one look at each numeric column that may hold them.
/// </remarks>
/// <example><code>
/// var assembler = new VectorAssembler { InputCols = ["temp", "hum"] };
/// var rows = assembler.Transform(table).Vectors("features");
/// </code></example>
public sealed record VectorAssembler : ITransformer
{
    /// <summary>Gets the columns to put together: numbers, booleans (0 and 1) or vectors.</summary>
    public required ImmutableArray<string> InputCols { get; init; }

    /// <summary>Gets the name of the vector column. Default <c>features</c>, where learners look for it.</summary>
    public string OutputCol { get; init; } = "features";

    /// <summary>
    /// Gets what a row with a missing value means: <c>error</c> ends with an exception, <c>skip</c> drops the row, <c>keep</c> makes missing slots NaN
    /// (what learners with native missing values want). Default <c>error</c>.
    /// </summary>
    [AllowedValues("error", "skip", "keep")]
    public string HandleInvalid { get; init; } = "error";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.That(!InputCols.IsDefaultOrEmpty, "InputCols is empty: name at least one column.");
        foreach (var column in InputCols.IsDefault ? [] : InputCols)
            check.Column("InputCols", column, field => field.Type.IsNumeric || field.Type.HoldsVectors,
                "numbers or vectors; index text with a StringIndexer first");
        check.Output("OutputCol", OutputCol);
        check.Throw();

        var isNullable = HandleInvalid == "keep" && InputCols.Any(column => input[column] is { Type.HoldsVectors: true, Nullable: true });
        return input.With(new(OutputCol, DataType.Vector) { Nullable = isNullable, Slots = Slots(input) });
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var field = OutputSchema(data.Schema)[OutputCol];
        if (HandleInvalid == "skip") data = WithoutMissing(data);
        else if (HandleInvalid == "error") RefuseMissing(data);

        return data.With(field, VectorColumn.View([.. InputCols.Select(column => data[column] is ArrayColumn ? data.AsVectors(column) : data[column])], data.RowCount));
    }

    // Sizes of vectors without known slots are found only in the rows; then nothing is known of the whole.
    ImmutableArray<Field>? Slots(Schema input)
    {
        var slots = ImmutableArray.CreateBuilder<Field>();
        foreach (var column in InputCols)
        {
            var field = input[column];
            if (!field.Type.HoldsVectors) slots.Add(field);
            else if (field.Slots is { } inner) slots.AddRange(inner.Select(slot => slot with { Name = $"{column}_{slot.Name}" }));
            else return null;
        }

        return slots.ToImmutable();
    }

    void RefuseMissing(Table data)
    {
        foreach (var name in InputCols)
            if (FirstMissing(data[name]) is >= 0 and var row)
                throw new ArgumentException(
                    $"VectorAssembler: column '{name}' is {(data[name].IsNull(row) ? "null" : "NaN")} in row {row}, and HandleInvalid is 'error'. "
                        + "Impute it, or set HandleInvalid to 'skip' or 'keep'.");
    }

    Table WithoutMissing(Table data)
    {
        var columns = InputCols.Select(name => data[name]).Where(column => FirstMissing(column) >= 0).ToArray();
        return columns.Length == 0 ? data : data.Where(row => !columns.Any(column => IsMissing(column, row)));
    }

    static int FirstMissing(Column column)
    {
        if (!column.Validity.HasNulls && column is not (Column<double> or Column<float>)) return -1;
        if (!column.Validity.HasNulls && column is Column<double> numbers && !TensorPrimitives.IsNaNAny(numbers.Span)) return -1;

        for (var row = 0; row < column.Length; row++)
            if (IsMissing(column, row))
                return row;
        return -1;
    }

    static bool IsMissing(Column column, int row) => column.IsNull(row) || column switch
    {
        Column<double> numbers => double.IsNaN(numbers.Span[row]),
        Column<float> numbers => float.IsNaN(numbers.Span[row]),
        _ => false,
    };
}
