using System.Globalization;
using System.Text.Json;

namespace Panta.Server.Api;

/// <summary>
/// A JSON object of a request, read by MLflow's rules: numbers may come as text, enums by name or number, null and <c>{}</c> mean absent, text
/// must be text. What does not fit is refused in the words that clients match, with the path of the field.
/// </summary>
/// <param name="json">The object.</param>
/// <param name="path">What stands before a field's name in messages, as in <c>inputs.</c>; empty at the top.</param>
/// <param name="index">The object's place in the list that <paramref name="path"/> names; null where it is in none.</param>
readonly struct WireObject(JsonElement json, string path, int? index = null)
{
    string Path => index is { } at ? $"{path}[{at}]." : path; // made only for messages


    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Invalid(name, value, "it must be a string.");

        return TextOf(value, name);
    }

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>A required text that may also come under an older name.</summary>
    public string RequiredText(string name, string olderName) =>
        Text(name) is { Length: > 0 } text ? text : Text(olderName) is { Length: > 0 } older ? older : throw Missing(name);

    public long? Integer(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var integer)) return integer;

        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => TextOf(value, name), _ => "" };
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer)) return integer;
        if (TryReal(text, out var real) && real == Math.Floor(real) && Math.Abs(real) < 9e18) return (long)real;
        throw Invalid(name, value, "it must be an integer of 64 bits.");
    }

    public long RequiredInteger(string name) => Integer(name) ?? throw Missing(name);

    public double RequiredNumber(string name)
    {
        if (Find(name) is not { } value) throw Missing(name);

        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String when TextOf(value, name) is "NaN" => double.NaN,
            JsonValueKind.String when TextOf(value, name) is "Infinity" => double.PositiveInfinity,
            JsonValueKind.String when TextOf(value, name) is "-Infinity" => double.NegativeInfinity,
            JsonValueKind.String when TryReal(TextOf(value, name), out var real) => real,
            _ => throw Invalid(name, value, "it must be a number, or \"NaN\", \"Infinity\" or \"-Infinity\"."),
        };
    }

    public bool Flag(string name)
    {
        if (Find(name) is not { } value) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        if (value.ValueKind == JsonValueKind.String && bool.TryParse(TextOf(value, name), out var flag)) return flag;
        throw Invalid(name, value, "it must be true or false.");
    }

    /// <summary>An enum by the wire's name (the C# name in capitals with underscores, after <paramref name="prefix"/>) or number.</summary>
    public T? Choice<T>(string name, string prefix = "")
        where T : struct, Enum
    {
        if (Find(name) is not { } value) return null;

        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => TextOf(value, name), _ => "" };
        if (text.Length == 0 && value.ValueKind == JsonValueKind.String) return null;
        if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        foreach (var choice in Enum.GetValues<T>())
            if (WireName(choice) == text || choice.ToString("D") == text) return choice;
        throw Invalid(name, value, $"it must be one of {string.Join(", ", Enum.GetValues<T>().Select(c => prefix + WireName(c)))}.");
    }

    /// <summary>A list of texts; a single text counts as a list of one; none where absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.String) return [TextOf(value, name)];
        if (value.ValueKind != JsonValueKind.Array) throw Invalid(name, value, "it must be a list of strings.");

        var texts = new List<string>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            texts.Add(element.ValueKind switch
            {
                JsonValueKind.String => TextOf(element, $"{name}[{texts.Count}]"),
                JsonValueKind.Number => element.GetRawText(),
                _ => throw Invalid($"{name}[{texts.Count}]", element, "it must be a string."),
            });
        return texts;
    }

    /// <summary>A list of objects; none where absent.</summary>
    public IReadOnlyList<WireObject> Objects(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) throw Invalid(name, value, "it must be a list of objects.");

        var (list, objects) = (Path + name, new List<WireObject>(value.GetArrayLength()));
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object) throw Invalid($"{name}[{objects.Count}]", element, "it must be an object.");
            objects.Add(new(element, list, objects.Count));
        }

        return objects;
    }

    public WireObject? Object(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object ? new(value, $"{Path}{name}.") : throw Invalid(name, value, "it must be an object.");
    }

    public ArgumentException Missing(string name) => new($"Missing value for required parameter '{Path}{name}'.");

    /// <summary>How an enum's member is written on the wire: <c>ActiveOnly</c> is <c>ACTIVE_ONLY</c>.</summary>
    public static string WireName<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    JsonElement? Find(string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any() ? null : value;
    }

    ArgumentException Invalid(string name, JsonElement value, string because)
    {
        const int Shown = 500;
        var raw = value.GetRawText();
        return new($"Invalid value {(raw.Length > Shown ? raw[..Shown] + "…" : raw)} for parameter '{Path}{name}' supplied: {because}");
    }

    string TextOf(JsonElement value, string name)
    {
        var text = TryText(value) ?? throw Invalid(name, value, "it must be valid Unicode.");
        return text.Contains('\0') ? throw Invalid(name, value, "it must not hold the character NUL.") : text;
    }

    /// <summary>The text of a JSON string; null where its escapes are no Unicode, as half a pair of surrogates.</summary>
    internal static string? TryText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static bool TryReal(string text, out double real) => double.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out real);
}
