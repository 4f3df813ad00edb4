using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Scales each slot of a vector column to unit standard deviation (n − 1), and with <see cref="WithMean"/> to mean 0. spark.ml's <c>StandardScaler</c>.
/// </summary>
/// <remarks>A slot without deviation becomes 0. A NaN makes the whole slot NaN; null rows are an error. Cost: one pass of n·p.</remarks>
/// <example><code> var scaler = new StandardScaler { InputCol = "features", OutputCol = "scaled", WithMean = true };
/// var scaled = scaler.Fit(table).Transform(table).Vectors("scaled");
/// </code></example>
public sealed record StandardScaler : IEstimator<StandardScalerModel>
{
    /// <summary>Gets the vector column.</summary>
    public required string InputCol { get; init; }

    /// <summary>Gets the name of the column of scaled vectors.</summary>
    public required string OutputCol { get; init; }

    /// <summary>Gets whether the mean is taken off; makes sparse vectors dense. Default false.</summary>
    public bool WithMean { get; init; }

    /// <summary>Gets whether slots are divided by their standard deviation. Default true.</summary>
    public bool WithStd { get; init; } = true;

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
    public StandardScalerModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var table = data.Select(InputCol).ToTable(cancel);
        if (table.RowCount == 0) throw new ArgumentException("StandardScaler: there is no row to learn from.");
        if (table[InputCol].Validity.NullCount() > 0)
            throw new ArgumentException($"StandardScaler: column '{InputCol}' has {table[InputCol].Validity.NullCount()} null rows. Drop them first.");

        var moments = Moments.Of(new DesignMatrix(table.AsVectors(InputCol)), default, cancel);
        return new(InputCol, OutputCol, [.. moments.Mean], [.. moments.SampleDeviation()], WithMean, WithStd);
    }
}
