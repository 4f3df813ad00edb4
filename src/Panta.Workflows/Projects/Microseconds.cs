namespace Panta.Workflows.Projects;

/// <summary>Instants as the database keeps them: microseconds since 1970-01-01T00:00:00Z.</summary>
static class Microseconds
{
    public static long ToMicroseconds(this DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;

    public static DateTimeOffset ToInstant(this long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10);

    public static DateTimeOffset? ToInstant(this long? microseconds) => microseconds?.ToInstant();
}
