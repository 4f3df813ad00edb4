namespace Panta.Monitoring.Monitors;

/// <summary>What one check measured in one window, held against its limit. Equality is by value.</summary>
public sealed record CheckResult
{
    /// <summary>The name of the check, see <see cref="Monitors.Check.Id"/>.</summary>
    public required string Check { get; init; }

    /// <summary>The column that the result is about. Default null: the whole window.</summary>
    public string? Column { get; init; }

    /// <summary>The verdict.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>Whether the figure is so far inside the limit that an open alert may close (hysteresis). Default false.</summary>
    public bool Cleared { get; init; }

    /// <summary>How grave a breach is. Default <see cref="Severity.Warning"/>.</summary>
    public Severity Severity { get; init; }

    /// <summary>The figure. Default null: there is none.</summary>
    public double? Value { get; init; }

    /// <summary>The limit that the figure was held against. Default null: the verdict does not rest on one number.</summary>
    public double? Limit { get; init; }

    /// <summary>Lower end of the figure's 95 % interval. Default null: none is known.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the figure's 95 % interval. Default null: none is known.</summary>
    public double? Upper { get; init; }

    /// <summary>Probability of such a figure without a change, in [0, 1]. Default null: not tested.</summary>
    public double? PValue { get; init; }

    /// <summary>How many rows the figure rests on. Default 0.</summary>
    public long Rows { get; init; }

    /// <summary>One sentence for people: what was found, or why there is no verdict. Default empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Whether the result is a verdict: passed or breached.</summary>
    public bool IsVerdict => Status is CheckStatus.Passed or CheckStatus.Breached;
}
