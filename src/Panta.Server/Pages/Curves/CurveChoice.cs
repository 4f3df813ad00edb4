using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Panta.Server.Pages;

/// <summary>How curves are looked at; all of it stands in the address.</summary>
public sealed record CurveChoice
{
    /// <summary>The most that smoothing keeps of the past.</summary>
    public const double MostSmooth = 0.99;

    const int LongestFind = 250;

    /// <summary>What they are drawn by. Default <see cref="CurveAxis.Step"/>.</summary>
    public CurveAxis X { get; init; }

    /// <summary>Whether the vertical axes are logarithmic. Default false.</summary>
    public bool IsLog { get; init; }

    /// <summary>The weight of the debiased exponential mean, 0–0.99. Default 0: none.</summary>
    public double Smooth { get; init; }

    /// <summary>The left edge: a step, seconds since the first point, or milliseconds since 1970. Default null: the first point.</summary>
    public double? From { get; init; }

    /// <summary>The right edge; above <see cref="From"/>. Default null: the last point.</summary>
    public double? To { get; init; }

    /// <summary>Only metrics whose names contain it, in upper or lower case. Default empty: all.</summary>
    public string Find { get; init; } = "";

    /// <summary>Whether only a part is looked at.</summary>
    public bool IsZoomed => From is not null && To is not null;

    /// <summary>The choice in an address; what cannot be read is as if it were not there.</summary>
    internal static CurveChoice Of(IQueryCollection query)
    {
        var (from, to) = (Number(query["from"]), Number(query["to"]));
        var find = query["find"].ToString().Trim();
        return new()
        {
            X = query["x"].ToString() switch { "relative" => CurveAxis.Relative, "wall" => CurveAxis.Wall, _ => CurveAxis.Step },
            IsLog = query["scale"] == "log",
            Smooth = Math.Clamp(Number(query["smooth"]) ?? 0, 0, MostSmooth),
            From = from < to ? from : null,
            To = from < to ? to : null,
            Find = find[..Math.Min(find.Length, LongestFind)],
        };
    }

    /// <summary>The query of an address, from "?" on; empty for the default choice.</summary>
    internal string Query(params (string Name, string? Value)[] more)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        if (X != CurveAxis.Step) pairs.Add(new("x", X.ToString().ToLowerInvariant()));
        if (IsLog) pairs.Add(new("scale", "log"));
        if (Smooth > 0) pairs.Add(new("smooth", Smooth.ToString("0.##", CultureInfo.InvariantCulture)));
        if (From is { } from) pairs.Add(new("from", from.ToString("R", CultureInfo.InvariantCulture)));
        if (To is { } to) pairs.Add(new("to", to.ToString("R", CultureInfo.InvariantCulture)));
        if (Find.Length > 0) pairs.Add(new("find", Find));
        pairs.AddRange(more.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        return QueryHelpers.AddQueryString("", pairs);
    }

    internal bool Finds(string metric) => Find.Length == 0 || metric.Contains(Find, StringComparison.OrdinalIgnoreCase);

    static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
