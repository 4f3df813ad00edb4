namespace Panta.Monitoring.Drift;

/// <summary>What the tests on two numeric samples share: their precondition, and moments that survive huge, tiny and offset values.</summary>
static class Samples
{
    /// <summary>Requires values in ascending order without NaN, and at least one.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void RequireAscending(ReadOnlySpan<double> values, string side)
    {
        if (values.IsEmpty) throw new ArgumentException($"The {side} sample is empty: a comparison needs at least one value on each side.", side);
        if (double.IsNaN(values[0])) throw new ArgumentException($"The {side} sample holds a NaN at index 0. Drop NaN first.", side);
        for (var i = 1; i < values.Length; i++)
            if (!(values[i] >= values[i - 1]))
                throw new ArgumentException($"The {side} sample is not ascending at index {i}: {values[i]}. Sort it and drop NaN first.", side);
    }

    /// <summary>Mean and population standard deviation by two passes over values scaled to 1, so that squares neither overflow nor vanish.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        var scale = 0d;
        foreach (var value in values) scale = Math.Max(scale, Math.Abs(value));
        if (scale == 0) return (0, 0);

        var mean = 0d;
        foreach (var value in values) mean += value / scale;
        mean /= values.Length;
        double squares = 0, rest = 0;
        foreach (var value in values)
        {
            var distance = value / scale - mean;
            squares += distance * distance;
            rest += distance;
        }
        return (mean * scale, Math.Sqrt(Math.Max(0, (squares - rest * rest / values.Length) / values.Length)) * scale);
    }
}
