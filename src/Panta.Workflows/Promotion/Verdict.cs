using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Promotion;

/// <summary>How a challenger compares with the champion on the same rows, and whether that is enough. What a promotion rests on.</summary>
public sealed record Verdict
{
    /// <summary>Gets the metric.</summary>
    public required KpiMetric Metric { get; init; }

    /// <summary>Gets the champion's figure; null where there was no champion, and then a baseline's stands in <see cref="Baseline"/>.</summary>
    public double? Champion { get; init; }

    /// <summary>Gets the challenger's figure.</summary>
    public required double Challenger { get; init; }

    /// <summary>Gets the figure of the mean or the majority, learned from the same rows as the challenger.</summary>
    public required double Baseline { get; init; }

    /// <summary>Gets the number of rows that both were judged on.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets challenger − champion (or − baseline).</summary>
    public required double Difference { get; init; }

    /// <summary>Gets the lower end of the difference's 95 % interval. Default null: not computed.</summary>
    public double? Lower { get; init; }

    /// <summary>Gets the upper end of the difference's 95 % interval. Default null: not computed.</summary>
    public double? Upper { get; init; }

    /// <summary>Gets the paired test's p-value. Default null: not computed.</summary>
    public double? PValue { get; init; }

    /// <summary>Gets how often the challenger was right and the champion wrong. Default null: no classes.</summary>
    public int? RightWhereOtherWrong { get; init; }

    /// <summary>Gets how often it was the other way round. Default null: no classes.</summary>
    public int? WrongWhereOtherRight { get; init; }

    /// <summary>Gets the paired test's name.</summary>
    public required string Test { get; init; }

    /// <summary>Gets whether it is better by the margin asked for.</summary>
    public required bool ByMargin { get; init; }

    /// <summary>Gets whether the difference is more than chance.</summary>
    public required bool Significant { get; init; }

    /// <summary>Gets whether the challenger is promoted.</summary>
    public bool IsBetter => ByMargin && Significant;

    /// <summary>The verdict in one sentence, as the page and the history show it.</summary>
    public string Sentence => Metric == KpiMetric.Accuracy
        ? $"{100 * Other:0.0} % → {100 * Challenger:0.0} % on {Rows:N0} rows"
            + (RightWhereOtherWrong is null ? "" : $"; right where the other was wrong: {RightWhereOtherWrong} to {WrongWhereOtherRight}")
        : $"{Plain(Other)} → {Plain(Challenger)} on {Rows:N0} held-out rows; difference {Signed(Difference)}"
            + (Lower is null ? "" : $" [{Signed(Lower.Value)}, {Signed(Upper!.Value)}]");

    double Other => Champion ?? Baseline;

    // Equal decimals in one sentence: three significant digits of the larger figure.
    int Decimals => Math.Max(Other, Challenger) is > 0 and var largest ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 1, 6) : 1;

    string Plain(double value) => value.ToString($"N{Decimals}", CultureInfo.InvariantCulture);

    string Signed(double value) => value < 0 ? $"−{Plain(-value)}" : $"+{Plain(value)}";

    /// <summary>The verdict as the history keeps it.</summary>
    public JsonObject ToJson() => new()
    {
        ["metric"] = Metric.ToString().ToLowerInvariant(),
        ["champion"] = Champion,
        ["challenger"] = Challenger,
        ["baseline"] = Baseline,
        ["rows"] = Rows,
        ["difference"] = Difference,
        ["lower"] = Lower,
        ["upper"] = Upper,
        ["pValue"] = PValue,
        ["rightWhereOtherWrong"] = RightWhereOtherWrong,
        ["wrongWhereOtherRight"] = WrongWhereOtherRight,
        ["test"] = Test,
        ["byMargin"] = ByMargin,
        ["significant"] = Significant,
        ["better"] = IsBetter,
        ["sentence"] = Sentence,
    };
}
