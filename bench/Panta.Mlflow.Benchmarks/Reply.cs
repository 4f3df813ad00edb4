using Panta.Measuring;

namespace Panta.Mlflow.Benchmarks;

/// <summary>How a server answered a question.</summary>
/// <param name="Load">How often and how fast.</param>
/// <param name="First">How long the first answer took, before anything of it was known; null where it failed.</param>
/// <param name="Writing">What the clients did that logged meanwhile; null where none did.</param>
sealed record Reply(Load Load, TimeSpan? First, Load? Writing)
{
    public override string ToString()
    {
        var first = First is { } time ? $"{time.TotalMilliseconds,9:0.00} ms" : "failed";
        return $"{Load} | first {first}{(Writing is { } writing ? $" | meanwhile {writing.PerSecond:N0} batches/s{(writing.Failed > 0 ? $", {writing.Failed} failed" : "")}" : "")}";
    }
}
