namespace Panta.Tracking.Stores;

/// <summary>A point of a metric as its table keeps it.</summary>
/// <param name="Run">The run's short key.</param>
/// <param name="Key">The metric.</param>
/// <param name="Timestamp">Milliseconds since 1970, UTC.</param>
/// <param name="Step">The training step.</param>
/// <param name="Value">0 where it is not a number, so that equal points are equal rows.</param>
/// <param name="IsNaN">1 where it is not a number, else 0.</param>
readonly record struct PointRow(long Run, string Key, long Timestamp, long Step, double Value, long IsNaN)
{
    /// <summary>The row of a point.</summary>
    public static PointRow Of(long run, string key, long timestamp, long step, double value) =>
        double.IsNaN(value) ? new(run, key, timestamp, step, 0, 1) : new(run, key, timestamp, step, value, 0);

    /// <summary>Whether this point rather than another one is the latest of its metric: the one of greater step, then time, then value.</summary>
    public bool IsLaterThan(PointRow other)
    {
        if (Step != other.Step) return Step > other.Step;
        return Timestamp != other.Timestamp ? Timestamp > other.Timestamp : Value > other.Value;
    }

    /// <summary>Whether this point is of the same metric of the same run as another one.</summary>
    public bool IsBeside(PointRow other) => Run == other.Run && Key == other.Key;
}
