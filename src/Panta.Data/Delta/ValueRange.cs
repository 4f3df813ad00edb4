using System.Globalization;
using System.Text.Json;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Bounds of a column's values in one file, as texts of the log: no value lies outside them, though none need reach them.</summary>
sealed record ValueRange
{
    const long Millisecond = 1000;

    readonly DataType _type;
    readonly string? _low;
    readonly string? _high;
    readonly bool _isExact;

    ValueRange(DataType type, string? low, string? high, bool isExact) => (_type, _low, _high, _isExact) = (type, low, high, isExact);

    /// <summary>Whether a row may have no value.</summary>
    public bool MayBeNull { get; private init; } = true;

    /// <summary>Whether a row may have one.</summary>
    public bool MayHaveValue { get; private init; } = true;

    public static ValueRange Unknown(DataType type) => new(type, null, null, false);

    /// <summary>The one value of all rows.</summary>
    public static ValueRange OfPartition(DataType type, string? value) => string.IsNullOrEmpty(value)
        ? new(type, null, null, true) { MayHaveValue = false }
        : new(type, value, value, true) { MayBeNull = false };

    /// <summary>What the statistics say.</summary>
    public static ValueRange OfStatistics(Leaf leaf, JsonElement? low, JsonElement? high, long? nulls, long? rows) =>
        new(leaf.Field.Type, leaf.HasChangedType ? null : Text(low), leaf.HasChangedType ? null : Text(high), false)
        {
            MayBeNull = nulls is not 0,
            MayHaveValue = nulls is null || rows is null || nulls < rows,
        };

    /// <summary>How the values may compare with one; null where that cannot be told.</summary>
    /// <param name="sought">The value compared with.</param>
    /// <param name="type">Its type.</param>
    public Bounds? For(object sought, DataType? type) => (_type.Kind, type?.Kind) switch
    {
        (TypeKind.String, TypeKind.String) => Texts((string)sought),
        (TypeKind.Date, TypeKind.Date) when sought is DateOnly day => Numbers(day.DayNumber, Day, 0),
        (TypeKind.Timestamp, TypeKind.Timestamp) when sought is DateTimeOffset instant => Numbers(Microseconds(instant.UtcDateTime), Instant, Millisecond),
        (TypeKind.TimestampNtz, TypeKind.TimestampNtz) when sought is DateTime local => Numbers(Microseconds(local), Local, Millisecond),
        (TypeKind.Bool, TypeKind.Bool) when sought is bool truth => Numbers(truth ? 1 : 0, Truth, 0),
        _ when !IsNumber(_type) || type is null || !IsNumber(type) => null,
        _ when IsFloat(_type) || IsFloat(type) => Floats(sought, type),
        _ => Exact(sought),
    };

    static bool IsNumber(DataType type) => type.IsInteger || type.Kind == TypeKind.Decimal || IsFloat(type);

    static bool IsFloat(DataType type) => type.Kind is TypeKind.Float32 or TypeKind.Float64;

    static string? Text(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        JsonValueKind.String => TextOf(value.Value),
        _ => value.Value.GetRawText(),
    };

    static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a pair of surrogates is no text.
            return null;
        }
    }

    // A greatest text may be cut: whatever begins with it may be there too.
    Bounds Texts(string sought)
    {
        var low = _low is null ? -1 : FileStatistics.Utf8Order(_low, sought);
        var isCut = !_isExact && _high is not null && sought.StartsWith(_high, StringComparison.Ordinal);
        var high = _high is null || isCut ? 1 : FileStatistics.Utf8Order(_high, sought);
        return new(low < 0, low <= 0 && high >= 0, high > 0);
    }

    Bounds? Numbers(long sought, Func<string, long?> read, long slack)
    {
        var (low, high) = (_low is null ? null : read(_low), _high is null ? null : read(_high));
        if (_isExact && low is null) return null;

        // Writers may cut to milliseconds: the smallest is then lower, which is safe, and the largest too low.
        var top = high is { } value && !_isExact ? value + slack : high;
        return new(low is null || low < sought, (low is null || low <= sought) && (top is null || top >= sought), top is null || top > sought);
    }

    Bounds? Exact(object sought)
    {
        if (Number(sought) is not { } value) return null;

        var (low, high) = (Digits(_low), Digits(_high));
        return _isExact && low is null
            ? null
            : new(low is null || low < value, (low is null || low <= value) && (high is null || high >= value), high is null || high > value);
    }

    // Compared as the engine does, in floating point, with room for its rounding. A NaN is greater than every number and stands in no statistics.
    Bounds? Floats(object sought, DataType type)
    {
        var value = Convert.ToDouble(sought, CultureInfo.InvariantCulture);
        var narrow = _type.Kind == TypeKind.Float32 || type.Kind == TypeKind.Float32;
        var (low, high) = (Lowered(_low, narrow), Raised(_high, narrow));
        if (double.IsNaN(value) || _isExact && (low is null || high is null)) return null;

        var mayBeNaN = IsFloat(_type) && !_isExact;
        return new(low is null || low < value, (low is null || low <= value) && (high is null || high >= value), mayBeNaN || high is null || high > value);
    }

    static double? Lowered(string? text, bool narrow) =>
        narrow ? Single(text) is { } single ? float.BitDecrement(single) : null : Double(text) is { } number ? double.BitDecrement(number) : null;

    static double? Raised(string? text, bool narrow) =>
        narrow ? Single(text) is { } single ? float.BitIncrement(single) : null : Double(text) is { } number ? double.BitIncrement(number) : null;

    static float? Single(string? text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number : null;

    static double? Double(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    static decimal? Number(object value) => value is sbyte or short or int or long or decimal ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : null;

    // Some writers take decimals through floating point: beyond fifteen digits their numbers are no bounds. A partition's value is written out.
    decimal? Digits(string? text)
    {
        if (text is null || text.Length > (_type.IsInteger || _isExact ? 28 : 17) || text.AsSpan().ContainsAny('e', 'E')) return null;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    static long? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber : null;

    static long? Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? Microseconds(instant.UtcDateTime) : null;

    static long? Local(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var local) ? Microseconds(local) : null;

    static long? Truth(string text) => text switch { "true" => 1, "false" => 0, _ => null };

    static long Microseconds(DateTime time) => time.Ticks / 10;

    /// <summary>How the values of a file may compare with one.</summary>
    public readonly record struct Bounds(bool MayBeLess, bool MayEqual, bool MayBeGreater);
}
