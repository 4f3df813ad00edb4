using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Panta.Data.Schemas;

namespace Panta.Data.Summaries;

/// <summary>What a column holds. Figures of numbers leave null, NaN and infinite values out.</summary>
public sealed record ColumnSummary
{
    /// <summary>The quantiles that <see cref="Quantiles"/> gives, in order.</summary>
    public static ImmutableArray<double> Levels { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Gets the column's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the type of its values.</summary>
    [JsonIgnore] public required DataType Type { get; init; }

    /// <summary>Gets the type's name.</summary>
    [JsonPropertyName("type")] public string TypeName => Type.ToString();

    /// <summary>Gets the number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets how many rows are null. Default 0.</summary>
    public long Nulls { get; init; }

    /// <summary>Gets how many values are NaN. Default 0; null and NaN are told apart.</summary>
    public long NaNs { get; init; }

    /// <summary>Gets how many values are infinite. Default 0.</summary>
    public long Infinities { get; init; }

    /// <summary>Gets the number of distinct values, null not counted.</summary>
    public required long Distinct { get; init; }

    /// <summary>Gets the least value as text. Default null: no values, or binary and vectors.</summary>
    public string? Minimum { get; init; }

    /// <summary>Gets the largest value as text. Default null: no values, or binary and vectors.</summary>
    public string? Maximum { get; init; }

    /// <summary>Gets the mean. Default null: no numbers.</summary>
    public double? Mean { get; init; }

    /// <summary>Gets the sample standard deviation (n − 1). Default null: fewer than two numbers.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Gets the quantiles at <see cref="Levels"/>, linear between the two nearest values (type 7 of Hyndman and Fan, 1996). Default empty: no numbers.</summary>
    public ImmutableArray<double> Quantiles { get; init; } = [];

    /// <summary>Gets the histogram: bars of equal width from the least to the largest number or time (µs since 1970). Default empty: no numbers, no times.</summary>
    public ImmutableArray<HistogramBin> Bins { get; init; } = [];

    /// <summary>Gets the most frequent values, the most frequent first, at most ten. Default empty: numbers with many values, times, binary, vectors.</summary>
    public ImmutableArray<ValueCount> Top { get; init; } = [];

    /// <summary>Gets the share of rows that are null or NaN, in [0, 1]; 0 for no rows.</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)(Nulls + NaNs) / Rows;
}
