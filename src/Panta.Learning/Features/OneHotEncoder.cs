using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Turns a column of category indices into sparse vectors with a 1 at the index. How many categories there are comes from the column's nominal values, else
/// from the largest index. spark.ml's <c>OneHotEncoder</c>.
/// </summary>
/// <remarks>Fitting refuses nulls, NaN, fractions and negative numbers. Cost: one pass over columns without nominal values, none over others.</remarks>
/// <example><code> var encoder = new OneHotEncoder { InputCol = "shapeIndex", OutputCol = "shapeVector" };
/// var vectors = encoder.Fit(table).Transform(table).Vectors("shapeVector");
/// </code></example>
public sealed record OneHotEncoder : IEstimator<OneHotEncoderModel>
{
    /// <summary>Gets the column of indices. Default null: <see cref="InputCols"/> says.</summary>
    public string? InputCol { get; init; }

    /// <summary>Gets the name of the column of vectors. Goes with <see cref="InputCol"/>.</summary>
    public string? OutputCol { get; init; }

    /// <summary>Gets several columns, each encoded by itself. Default empty.</summary>
    public ImmutableArray<string> InputCols { get; init; } = [];

    /// <summary>Gets the names of the columns of vectors, one an input column. Default empty.</summary>
    public ImmutableArray<string> OutputCols { get; init; } = [];

    /// <summary>
    /// Gets whether the last category is all zeros, so that slots do not add up to 1 (linear models without penalty need that). Default true.
    /// </summary>
    public bool DropLast { get; init; } = true;

    /// <summary>
    /// Gets what an unseen index, a null or NaN means when transforming: <c>error</c> ends with an exception, <c>keep</c> makes it a category of its own, the
    /// last. Default <c>error</c>.
    /// </summary>
    [AllowedValues("error", "keep")]
    public string HandleInvalid { get; init; } = "error";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        var pairs = check.Pairs(InputCol, OutputCol, InputCols, OutputCols);
        foreach (var pair in pairs) check.Numeric("InputCol", pair.Input);
        check.Throw();

        return pairs.Aggregate(input, (schema, pair) => schema.With(new(pair.Output, Data.Schemas.DataType.Vector) { Nullable = false }));
    }

    /// <inheritdoc/>
    public OneHotEncoderModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var pairs = ColumnPairs.Of(InputCol, OutputCol, InputCols, OutputCols);
        var sizes = pairs.Select(pair => data.Schema[pair.Input].Nominal?.Length ?? 0).ToArray();
        var open = Enumerable.Range(0, sizes.Length).Where(i => data.Schema[pairs[i].Input].Nominal is null).ToList();
        if (open.Count > 0)
            foreach (var batch in data.Select([.. open.Select(i => pairs[i].Input).Distinct()]).Batches(cancel))
                foreach (var i in open)
                    sizes[i] = Math.Max(sizes[i], Largest(batch, pairs[i].Input) + 1);

        return new([.. pairs.Select(pair => pair.Input)], [.. pairs.Select(pair => pair.Output)], [.. sizes], DropLast, HandleInvalid);
    }

    static int Largest(Table batch, string column)
    {
        var (values, largest) = (batch.Numbers(column), -1);
        for (var row = 0; row < values.Length; row++)
        {
            var value = values.Span[row];
            if (!(value >= 0 && value < int.MaxValue && value == Math.Floor(value)))
                throw new ArgumentException(
                    $"OneHotEncoder: column '{column}' is {(batch[column].IsNull(row) ? "null" : value)} in row {row}. Categories are indices 0, 1, …; "
                        + "a StringIndexer makes them.");
            largest = Math.Max(largest, (int)value);
        }

        return largest;
    }
}
