using System.Globalization;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>What the log says of the values in a data file. What it does not say, or says unreadably, is unknown: then the file is kept.</summary>
sealed class FileStatistics
{
    static readonly FileStatistics Unknown = new();

    readonly Dictionary<string, string> _min = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _max = new(StringComparer.Ordinal);

    /// <summary>Rows by the statistics, without reading what else they say.</summary>
    public static long? RowCountOf(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (text.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRows = reader.ValueTextEquals("numRecords"u8);
                reader.Read();
                if (isRows) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var rows) && rows >= 0 ? rows : null;
                reader.Skip();
            }

            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static FileStatistics Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return Unknown;

        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Unknown;

            var root = document.RootElement;
            var statistics = new FileStatistics();
            if (root.TryGetProperty("minValues", out var min)) Collect(min, "", statistics._min);
            if (root.TryGetProperty("maxValues", out var max)) Collect(max, "", statistics._max);
            return statistics;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Unknown;
        }
    }

    /// <summary>Whether the file may hold an instant of the half-open range.</summary>
    /// <param name="column">The column's path in the file.</param>
    /// <param name="from">First instant, or null.</param>
    /// <param name="until">Instant after the last, or null.</param>
    public bool MayHold(string column, DateTimeOffset? from, DateTimeOffset? until)
    {
        // Writers may cut to milliseconds: the smallest is then lower, which is safe, and the largest may be 1 ms too low.
        if (until is { } end && Instant(_min, column) is { } min && min >= end) return false;
        return !(from is { } start && Instant(_max, column) is { } max && max.AddMilliseconds(1) < start);
    }

    /// <summary>Whether the file may hold a text between two, compared by code units.</summary>
    /// <param name="column">The column's path in the file.</param>
    /// <param name="low">The lowest text sought.</param>
    /// <param name="high">The highest text sought.</param>
    public bool MayHold(string column, string low, string high)
    {
        // A cut minimum is a prefix and so not above the true one; a cut maximum was raised by whoever cut it.
        if (_min.TryGetValue(column, out var min) && Utf8Order(min, high) > 0) return false;
        return !(_max.TryGetValue(column, out var max) && Utf8Order(max, low) < 0);
    }

    // The order of UTF-8 bytes, which is that of code points: what Parquet and Delta compare by. Only surrogates make it differ from code units.
    public static int Utf8Order(string a, string b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i]) continue;
            if (char.IsSurrogate(a[i]) != char.IsSurrogate(b[i])) return char.IsSurrogate(a[i]) ? 1 : -1;
            return a[i].CompareTo(b[i]);
        }

        return a.Length.CompareTo(b.Length);
    }

    static DateTimeOffset? Instant(Dictionary<string, string> values, string column) =>
        values.TryGetValue(column, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    static void Collect(JsonElement values, string prefix, Dictionary<string, string> into)
    {
        if (values.ValueKind != JsonValueKind.Object) return;

        foreach (var value in values.EnumerateObject())
        {
            if (value.Value.ValueKind == JsonValueKind.Object) Collect(value.Value, $"{prefix}{value.Name}.", into);
            else if (value.Value.ValueKind != JsonValueKind.Null) into[prefix + value.Name] = value.Value.ToString();
        }
    }
}
