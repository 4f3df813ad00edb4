using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Learns the distinct texts of a column and numbers them from 0, the most frequent first. Numeric columns are taken as text. spark.ml's <c>StringIndexer</c>.
/// </summary>
/// <remarks>
/// Nulls (and NaN of numeric columns) are not counted; what they and unseen texts mean when transforming is <see cref="HandleInvalid"/>. Cost: one pass, and
/// memory for the distinct texts.
/// </remarks>
/// <example><code>
/// var indexer = new StringIndexer { InputCol = "shape", OutputCol = "shapeIndex" };
/// var labels = indexer.Fit(table).LabelsArray[0];
/// </code></example>
public sealed record StringIndexer : IEstimator<StringIndexerModel>
{
    /// <summary>Gets the column of text or numbers. Default null: <see cref="InputCols"/> says.</summary>
    public string? InputCol { get; init; }

    /// <summary>Gets the name of the column of indices. Goes with <see cref="InputCol"/>.</summary>
    public string? OutputCol { get; init; }

    /// <summary>Gets several columns, each indexed by itself. Default empty.</summary>
    public ImmutableArray<string> InputCols { get; init; } = [];

    /// <summary>Gets the names of the columns of indices, one an input column. Default empty.</summary>
    public ImmutableArray<string> OutputCols { get; init; } = [];

    /// <summary>
    /// Gets the order of the indices: <c>frequencyDesc</c>, <c>frequencyAsc</c> (ties by alphabet), <c>alphabetDesc</c>, <c>alphabetAsc</c> (by code unit).
    /// Default <c>frequencyDesc</c>.
    /// </summary>
    [AllowedValues("frequencyDesc", "frequencyAsc", "alphabetDesc", "alphabetAsc")]
    public string StringOrderType { get; init; } = "frequencyDesc";

    /// <summary>
    /// Gets what an unseen text or a null means when transforming: <c>error</c> ends with an exception, <c>skip</c> drops the row, <c>keep</c> gives one index
    /// more than there are texts. Default <c>error</c>.
    /// </summary>
    [AllowedValues("error", "skip", "keep")]
    public string HandleInvalid { get; init; } = "error";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        var pairs = check.Pairs(InputCol, OutputCol, InputCols, OutputCols);
        foreach (var pair in pairs)
            check.Column("InputCol", pair.Input, field => field.Type.Kind != TypeKind.Bool && (field.Type.Kind == TypeKind.String || field.Type.IsNumeric),
                "text or numbers");
        check.Throw();

        return pairs.Aggregate(input, (schema, pair) => schema.With(new(pair.Output, Data.Schemas.DataType.Float64) { Nullable = false }));
    }

    /// <inheritdoc/>
    public StringIndexerModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var pairs = ColumnPairs.Of(InputCol, OutputCol, InputCols, OutputCols);
        var counts = pairs.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal)).ToArray();
        foreach (var batch in data.Select([.. pairs.Select(pair => pair.Input).Distinct()]).Batches(cancel))
            for (var i = 0; i < counts.Length; i++)
                Count(CategoryText.Of(batch[pairs[i].Input]), counts[i]);

        return new([.. pairs.Select(pair => pair.Input)], [.. pairs.Select(pair => pair.Output)], [.. counts.Select(Order)], HandleInvalid);
    }

    static void Count(TextColumn column, Dictionary<string, long> counts)
    {
        var byCode = new long[column.Dictionary.Length];
        var codes = column.Codes.Span;
        for (var row = 0; row < codes.Length; row++)
            if (!column.IsNull(row))
                byCode[codes[row]]++;

        for (var code = 0; code < byCode.Length; code++)
            if (byCode[code] > 0)
                counts[column.Dictionary[code]] = counts.GetValueOrDefault(column.Dictionary[code]) + byCode[code];
    }

    ImmutableArray<string> Order(Dictionary<string, long> counts) => StringOrderType switch
    {
        "frequencyDesc" => [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)],
        "frequencyAsc" => [.. counts.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)],
        "alphabetDesc" => [.. counts.Keys.OrderDescending(StringComparer.Ordinal)],
        _ => [.. counts.Keys.Order(StringComparer.Ordinal)],
    };
}
