using System.Globalization;

namespace Panta.Data.Delta;

/// <summary>For how long something is kept, as properties of a table say it: <c>interval 7 days</c>.</summary>
static class Retention
{
    /// <summary>How long files stay that are no longer part of the table.</summary>
    public static TimeSpan OfFiles(DeltaSnapshot table) => Of(table, "delta.deletedFileRetentionDuration", 7);

    /// <summary>How long versions can be read.</summary>
    public static TimeSpan OfLog(DeltaSnapshot table) => Of(table, "delta.logRetentionDuration", 30);

    /// <summary>Refuses what is no duration.</summary>
    public static void Require(string table, string property, string text)
    {
        if (Parse(text) is null) throw new DeltaException(table, $"'{property}' is '{text}', which is no duration. Write 'interval 7 days'; weeks, days, hours, minutes and seconds are allowed.");
    }

    static TimeSpan Of(DeltaSnapshot table, string property, int days) => (table.Properties.TryGetValue(property, out var text) ? Parse(text) : null) ?? TimeSpan.FromDays(days);

    static TimeSpan? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["interval" or "INTERVAL", ..]) words = words[1..];
        if (words.Length == 0 || words.Length % 2 != 0) return null;

        var seconds = 0m;
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!decimal.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || UnitOf(words[i + 1]) is not { } unit || number > 1_000_000) return null;
            seconds += number * unit;
        }

        return TimeSpan.FromSeconds((double)seconds);
    }

    static int? UnitOf(string unit) => unit.ToLowerInvariant().TrimEnd('s') switch
    {
        "week" => 604_800,
        "day" => 86_400,
        "hour" => 3_600,
        "minute" => 60,
        "second" => 1,
        _ => null,
    };
}
