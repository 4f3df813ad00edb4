namespace Panta.Monitoring.Profiles;

/// <summary>One column of a window in the reference's bins: what checks and the page read.</summary>
public sealed record ColumnProfile
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>How it is compared.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>Rows of the window.</summary>
    public required long Rows { get; init; }

    /// <summary>How many are null, NaN or infinite. Default 0.</summary>
    public long Missing { get; init; }

    /// <summary>Values outside the reference's range, or categories that it never saw. Default 0.</summary>
    public long Outside { get; init; }

    /// <summary>Share of missing values in the reference, in [0, 1]. Default 0.</summary>
    public double ReferenceMissingShare { get; init; }

    /// <summary>The least value. Default null: no value, or categorical.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value. Default null: no value, or categorical.</summary>
    public double? Maximum { get; init; }

    /// <summary>The mean. Default null: no value, or categorical.</summary>
    public double? Mean { get; init; }

    /// <summary>The sample standard deviation. Default null: fewer than two values, or categorical.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>The histogram: the reference's bins with both shares; each side sums to 1 unless it has no rows. Default empty.</summary>
    public IReadOnlyList<ProfileBin> Bins { get; init; } = [];

    /// <summary>Share of missing values, in [0, 1]; 0 for a window without rows.</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;
}
