using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Server.Tests.Pages;

/// <summary>Colours hold WCAG 2.2 AA (1.4.3, 1.4.11) and stay apart for every kind of sight; both blocks of the dark theme are the same.</summary>
public sealed partial class ContrastTests
{
    static readonly string[] _grounds = ["surface", "canvas", "hover", "selected", "sunken"];

    // Machado, Oliveira and Fernandes (2009), severity 1, for linear light.
    static readonly Dictionary<string, double[][]> _sights = new()
    {
        ["normal"] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        ["protan"] = [[.152286, 1.052583, -.204868], [.114503, .786281, .099216], [-.003882, -.048116, 1.051998]],
        ["deutan"] = [[.367322, .860646, -.227968], [.280085, .672501, .047413], [-.011820, .042940, .968881]],
        ["tritan"] = [[1.255528, -.076749, -.178779], [-.078411, .930809, .147602], [.004733, .691367, .303900]],
    };

    public static TheoryData<string> Themes => ["light", "dark"];

    [Fact]
    public void The_dark_theme_is_the_same_by_wish_and_by_choice() => Assert.Equal(Blocks()[1], Blocks()[2]);

    [Theory]
    [MemberData(nameof(Themes))]
    public void Text_reaches_four_and_a_half_on_every_ground_it_may_stand_on(string theme)
    {
        var tokens = Tokens(theme);
        var low = from ink in (string[])["text", "text-2", "text-3", "accent", "ok", "warn", "bad", "idle"]
                  from ground in tokens.ContainsKey($"{ink}-tint") ? [.. _grounds, $"{ink}-tint"] : _grounds
                  where Ratio(tokens[ink], tokens[ground]) < 4.5
                  select $"{ink} on {ground}: {Ratio(tokens[ink], tokens[ground]):0.00}";

        Assert.Empty(low);
        Assert.True(Ratio(tokens["on-accent"], tokens["accent"]) >= 4.5);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Controls_axes_and_marks_reach_three(string theme)
    {
        var tokens = Tokens(theme);
        (string Ink, string Ground)[] pairs =
            [("control-line", "surface"), ("control-line", "canvas"), ("focus", "surface"), ("axis", "surface"), .. Enumerable.Range(1, 8).Select(k => ($"c{k}", "surface"))];

        Assert.All(pairs, pair => Assert.True(Ratio(tokens[pair.Ink], tokens[pair.Ground]) >= 3, $"{pair.Ink} on {pair.Ground}"));
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Categories_stay_apart_for_every_kind_of_sight(string theme)
    {
        var tokens = Tokens(theme);
        var near = from sight in _sights.Keys
                   from i in Enumerable.Range(1, 8)
                   from j in Enumerable.Range(1, i - 1)
                   let distance = 100 * Distance(Seen(tokens[$"c{i}"], sight), Seen(tokens[$"c{j}"], sight))
                   where distance < 7
                   select $"c{i} and c{j} for {sight} sight: {distance:0.0}";

        Assert.Empty(near);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void A_scale_is_monotone_in_lightness(string theme)
    {
        var tokens = Tokens(theme);
        foreach (var scale in (string[][])[["q0", "q1", "q2", "q3", "q4", "q5", "q6"], ["d-3", "d-2", "d-1", "d0"], ["d0", "d1", "d2", "d3"]])
        {
            var lightness = scale.Select(token => Seen(tokens[token], "normal")[0]).ToArray();

            Assert.True(lightness.SequenceEqual(lightness.Order()) || lightness.SequenceEqual(lightness.OrderDescending()), string.Join(' ', scale));
        }
    }

    static Dictionary<string, string> Tokens(string theme)
    {
        var blocks = Blocks();
        var tokens = new Dictionary<string, string>(blocks[0]);
        if (theme == "dark")
            foreach (var (name, value) in blocks[2]) tokens[name] = value;
        return tokens;
    }

    static Dictionary<string, string>[] Blocks()
    {
        using var stream = typeof(Server.Pages.Frame).Assembly.GetManifestResourceStream("wwwroot/tokens.css")!;
        var css = new StreamReader(stream).ReadToEnd();
        return [.. Block().Matches(css).Where(block => block.Value.Contains("--canvas")).Select(block => Token().Matches(block.Value).ToDictionary(token => token.Groups["name"].Value, token => token.Groups["hex"].Value))];
    }

    static double Ratio(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    static double Luminance(string hex) => Linear(hex) is var rgb ? (.2126 * rgb[0]) + (.7152 * rgb[1]) + (.0722 * rgb[2]) : 0;

    static double[] Linear(string hex) => [.. Enumerable.Range(0, 3).Select(k => int.Parse(hex.AsSpan(2 * k, 2), NumberStyles.HexNumber) / 255.0).Select(c => c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4))];

    static double[] Seen(string hex, string sight)
    {
        var light = Linear(hex);
        double[] rgb = [.. _sights[sight].Select(row => Math.Clamp((row[0] * light[0]) + (row[1] * light[1]) + (row[2] * light[2]), 0, 1))];
        double l = Math.Cbrt((.4122214708 * rgb[0]) + (.5363325363 * rgb[1]) + (.0514459929 * rgb[2])), m = Math.Cbrt((.2119034982 * rgb[0]) + (.6806995451 * rgb[1]) + (.1073969566 * rgb[2])),
            s = Math.Cbrt((.0883024619 * rgb[0]) + (.2817188376 * rgb[1]) + (.6299787005 * rgb[2]));
        return
        [
            (.2104542553 * l) + (.7936177850 * m) - (.0040720468 * s), (1.9779984951 * l) - (2.4285922050 * m) + (.4505937099 * s),
            (.0259040371 * l) + (.7827717662 * m) - (.8086757660 * s),
        ];
    }

    static double Distance(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Block();

    [GeneratedRegex(@"--(?<name>[a-z0-9-]+):\s*#(?<hex>[0-9a-f]{6})\b")]
    private static partial Regex Token();
}
