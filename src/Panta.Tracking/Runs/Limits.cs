using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Panta.Tracking.Runs;

/// <summary>MLflow's rules for keys, values and sizes, in the words that its clients match.</summary>
static partial class Limits
{
    public const int KeyLength = 250;
    public const int ParamLength = 6000;
    public const int TagLength = 8000;
    public const int ExperimentTagLength = 20_000;
    public const int RegistryTagLength = 100_000;
    public const int NameLength = 500;
    public const int IdLength = 255;
    public const int LinkLength = 10_000;
    public const int DescriptionLength = 100_000;
    public const int ItemCount = 1000;

    static readonly SearchValues<char> PlainCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-. :");

    /// <summary>The refusal of a value, as clients match it.</summary>
    public static ArgumentException InvalidValue(string path, object? value, string because) =>
        new($"Invalid value {JsonSerializer.Serialize(value)} for parameter '{path}' supplied: {because}");

    /// <summary>Requires a key of a metric, param or tag: known characters, at most 250, unchanged by path normalisation.</summary>
    public static void RequireKey(string key, string path)
    {
        if (IsPlainKey(key)) return;
        if (key.Length == 0) throw new ArgumentException($"Missing value for required parameter '{path}'.");
        RequireLength(key, KeyLength, path);
        if (!KeyPattern().IsMatch(key))
            throw InvalidValue(
                path, key, "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/).");
        if (!IsNormalPath(key))
            throw InvalidValue(path, key, "Names are used as paths: no leading, trailing or doubled slash, no '.' or '..' as a part.");
    }

    /// <summary>Whether a key is one as most are, without a slash and in ASCII: then there is nothing to look at any closer.</summary>
    public static bool IsPlainKey(string key) =>
        key.Length is > 0 and <= KeyLength && key is not ("." or "..") && !key.AsSpan().ContainsAnyExcept(PlainCharacters);

    /// <summary>Requires text of at most <paramref name="limit"/> characters (code points).</summary>
    public static void RequireLength(string text, int limit, string path)
    {
        if (text.Length > limit && Length(text) is var length && length > limit)
            throw new ArgumentException($"'{path}' exceeds the maximum length of {limit} characters: it has {length}.");
    }

    /// <summary>Requires a list of at most 1,000: one request may not hold the writer for long.</summary>
    public static void RequireCount(int count, string path)
    {
        if (count > ItemCount) throw new ArgumentException(
            $"'{path}' has {count} entries; at most {ItemCount} are allowed in one request. Send the others in further requests.");
    }

    /// <summary>Requires a search to name at most 10,000 experiments.</summary>
    public static void RequireExperiments(int count)
    {
        const int Most = 10_000;
        if (count > Most) throw InvalidValue("experiment_ids", count, $"a search may name at most {Most} experiments.");
    }

    /// <summary>Requires a run id's form, so that nothing else is looked up.</summary>
    public static void RequireRunId(string runId)
    {
        if (!RunIdPattern().IsMatch(runId)) throw InvalidValue("run_id", runId, "a run id is 1 to 256 letters, digits, '_' and '-'.");
    }

    public static void RequireMaxResults(long value, long most)
    {
        if (value < 1 || value > most) throw InvalidValue("max_results", value, $"it must be 1 to {most}.");
    }

    /// <summary>Cuts text to a number of code points.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit || Length(text) <= limit) return text;

        var end = 0;
        for (var count = 0; count < limit; count++)
            end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
        return text[..end];
    }

    public static long ParseExperimentId(string experimentId)
    {
        if (!long.TryParse(experimentId, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var id))
            throw InvalidValue("experiment_id", experimentId, "an experiment id is a number in decimal digits.");

        return id;
    }

    public static bool IsNormalPath(string path) =>
        path.Length > 0 && path.Split('/') is var parts && parts.All(p => p is not ("" or "." or ".."));

    static int Length(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
            if (char.IsSurrogatePair(text[i - 1], text[i])) pairs++;
        return text.Length - pairs;
    }

    [GeneratedRegex(@"\A[\w\-. :/]+\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunIdPattern();
}
