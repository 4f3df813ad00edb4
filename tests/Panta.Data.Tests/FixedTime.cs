namespace Panta.Data.Tests;

/// <summary>A clock that stands still until it is moved.</summary>
sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
