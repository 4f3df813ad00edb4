namespace Panta.Data.Predictions;

/// <summary>Instants as timestamp columns keep them.</summary>
static class Instants
{
    /// <summary>Microseconds since 1970-01-01T00:00:00Z, rounded up, so that a half-open range means the same in both.</summary>
    public static long Microseconds(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks - DateTime.UnixEpoch.Ticks;
        return ticks >= 0 ? (ticks + 9) / 10 : ticks / 10;
    }
}
