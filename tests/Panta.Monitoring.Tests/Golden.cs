using System.Globalization;
using System.Text.Json;
using Panta.Tests;

namespace Panta.Monitoring.Tests;

/// <summary>Reads the golden numbers of the shared folder: cases, columns, and the generator that columns may name instead of holding numbers.</summary>
static class Golden
{
    const string Folder = "golden/statistics";

    public static IEnumerable<JsonElement> Cases(string file) =>
        JsonDocument.Parse(File.ReadAllText(Shared.Path(Path.Combine(Folder, file)))).RootElement.GetProperty("cases").EnumerateArray();

    public static string Name(this JsonElement element) => element.GetProperty("name").GetString()!;

    public static double Number(this JsonElement element, string name) => Number(element.GetProperty(name));

    public static double? Optional(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Number(value) : null;

    public static double[] Numbers(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(Number)];

    public static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.GetDouble(),
    };

    /// <summary>The input pairs of two-sample tests that hold their numbers or generate them (those of data sets are left out), by name.</summary>
    public static Dictionary<string, (double[] Reference, double[] Current)> Pairs() =>
        Cases("two-sample/pairs.json").Where(item => !item.GetRawText().Contains("\"file\"", StringComparison.Ordinal)).ToDictionary(Name, item =>
            (Column(item.GetProperty("input").GetProperty("reference")), Column(item.GetProperty("input").GetProperty("current"))));

    public static double[] Column(JsonElement input) =>
        input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(Number)] : Generate(input.GetProperty("lcg"));

    public static double[] Generate(JsonElement lcg)
    {
        var state = lcg.GetProperty("seed").GetUInt32();
        var values = new List<double>();
        var segments = lcg.TryGetProperty("segments", out var several) ? [.. several.EnumerateArray()] : new[] { lcg };
        foreach (var segment in segments)
            for (var i = 0; i < segment.GetProperty("n").GetInt32(); i++) values.Add(Draw(segment, ref state));
        return [.. values];
    }

    /// <summary>Asserts equality within a relative tolerance; numbers under 1e-12 of a p-value's kind are compared by their logarithms when asked.</summary>
    public static void Close(double expected, double actual, double tolerance, string what)
    {
        if (expected.Equals(actual)) return;
        var error = Math.Abs(actual - expected) / Math.Abs(expected);
        Assert.True(error <= tolerance, $"{what}: expected {expected:R}, got {actual:R}, off by {error:e2} of {tolerance:e0} allowed");
    }

    static double Draw(JsonElement segment, ref uint state)
    {
        var kind = segment.GetProperty("kind").GetString();
        if (kind == "bit") return Next(ref state) < segment.Number("p") ? 1 : 0;
        if (kind == "category")
        {
            var u = Next(ref state);
            return segment.Numbers("cumulative").Count(edge => edge <= u);
        }

        var value = Shape(kind!, ref state);
        value = (segment.Optional("shift") ?? 0) + (segment.Optional("scale") ?? 1) * value;
        return segment.Optional("grid") is { } grid ? Math.Floor(value * grid) / grid : value;
    }

    static double Shape(string kind, ref uint state)
    {
        if (kind != "normal12")
        {
            var u = Next(ref state);
            return kind == "cube" ? u * u * u : u;
        }
        var sum = 0d;
        for (var i = 0; i < 12; i++) sum += Next(ref state);
        return sum - 6;
    }

    static double Next(ref uint state)
    {
        state = unchecked(1664525 * state + 1013904223);
        return state / 4294967296.0;
    }
}
