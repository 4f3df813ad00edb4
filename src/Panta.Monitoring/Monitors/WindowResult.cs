using Panta.Data.Windows;

namespace Panta.Monitoring.Monitors;

/// <summary>What a monitor found in one window: a row of history that is never overwritten; a window that is restated gets a new revision.</summary>
public sealed record WindowResult
{
    /// <summary>The span of event time.</summary>
    public required Window Window { get; init; }

    /// <summary>1 for the first statement of the window, one more for each restatement. Default 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The version of the model that answered most of the window's predictions.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>How many predictions fell into the window. Default 0.</summary>
    public long Predictions { get; init; }

    /// <summary>How many of them had a label. Default 0.</summary>
    public long Labels { get; init; }

    /// <summary>Whether the figures may still move; see <see cref="WindowMeasures.Provisional"/>. Default false.</summary>
    public bool Provisional { get; init; }

    /// <summary>The results of the monitor's checks, in the order of the checks. Default empty.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>Whether <paramref name="other"/> states the same numbers and verdicts, whatever its revision.</summary>
    public bool SaysTheSameAs(WindowResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Revision = 0, Checks = [] } == other with { Revision = 0, Checks = [] } && Checks.SequenceEqual(other.Checks);
    }

    /// <summary>The result that follows <paramref name="previous"/> when the window was measured again, as when more labels came in.</summary>
    /// <param name="previous">The last statement of the same window. Null: there is none, and this one is the first.</param>
    /// <returns><paramref name="previous"/> itself when nothing changed; else this with the next revision.</returns>
    /// <exception cref="ArgumentException">The results are of different windows.</exception>
    public WindowResult After(WindowResult? previous)
    {
        if (previous is null) return this with { Revision = WindowRevision.First(Window).Number };

        var next = new WindowRevision(previous.Window, previous.Revision).Next(Window);
        return SaysTheSameAs(previous) ? previous : this with { Revision = next.Number };
    }

    /// <summary>The same result of some check, or null.</summary>
    /// <param name="check">The check's id.</param>
    /// <param name="column">The column, or null for results of the whole window.</param>
    public CheckResult? Find(string check, string? column = null) => Checks.FirstOrDefault(result => result.Check == check && result.Column == column);
}
