using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Learns what stands in for missing values of numeric columns: the mean, the median or the most frequent value of the others. spark.ml's <c>Imputer</c>.
/// </summary>
/// <remarks>Missing are nulls, NaN and <see cref="MissingValue"/>. A column without any value is an error. Cost: one pass; n log n for the median.</remarks>
/// <example><code> var imputer = new Imputer { InputCol = "temp", OutputCol = "tempFilled", Strategy = "median" };
/// var filled = imputer.Fit(table).Transform(table).Numbers("tempFilled");
/// </code></example>
public sealed record Imputer : IEstimator<ImputerModel>
{
    /// <summary>Gets the numeric column. Default null: <see cref="InputCols"/> says.</summary>
    public string? InputCol { get; init; }

    /// <summary>Gets the name of the filled column. Goes with <see cref="InputCol"/>.</summary>
    public string? OutputCol { get; init; }

    /// <summary>Gets several columns, each filled by itself. Default empty.</summary>
    public ImmutableArray<string> InputCols { get; init; } = [];

    /// <summary>Gets the names of the filled columns, one an input column. Default empty.</summary>
    public ImmutableArray<string> OutputCols { get; init; } = [];

    /// <summary>
    /// Gets what stands in: <c>mean</c>, <c>median</c> (of an even count the lower of the middle two) or <c>mode</c> (of equals the smallest). Default
    /// <c>mean</c>.
    /// </summary>
    [AllowedValues("mean", "median", "mode")]
    public string Strategy { get; init; } = "mean";

    /// <summary>Gets a value that means missing, beside null and NaN. Default NaN.</summary>
    public double MissingValue { get; init; } = double.NaN;

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        var pairs = check.Pairs(InputCol, OutputCol, InputCols, OutputCols);
        foreach (var pair in pairs) check.Column("InputCol", pair.Input, ImputerModel.CanFill, "numbers (no booleans or decimals)");
        check.Throw();
        return pairs.Aggregate(input, (schema, pair) => schema.With(ImputerModel.FilledField(input[pair.Input], pair.Output)));
    }

    /// <inheritdoc/>
    public ImputerModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var pairs = ColumnPairs.Of(InputCol, OutputCol, InputCols, OutputCols);
        var table = data.Select([.. pairs.Select(pair => pair.Input).Distinct()]).ToTable(cancel);
        var surrogates = pairs.Select(pair => Surrogate(table, pair.Input, cancel)).ToImmutableArray();
        return new([.. pairs.Select(pair => pair.Input)], [.. pairs.Select(pair => pair.Output)], surrogates, MissingValue);
    }

    double Surrogate(Table table, string column, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var values = table.Numbers(column).ToArray().Where(value => !double.IsNaN(value) && value != MissingValue).ToArray();
        if (values.Length == 0) throw new ArgumentException($"Imputer: column '{column}' has no value to learn from: all are null, NaN or {MissingValue}.");
        if (Strategy == "mean") return values.Average();

        Array.Sort(values);
        return Strategy == "median" ? values[(values.Length - 1) / 2] : Mode(values);
    }

    static double Mode(double[] sorted)
    {
        var (best, most) = (sorted[0], 0);
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            if (end - start > most) (best, most) = (sorted[start], end - start);
            start = end;
        }

        return best;
    }
}
