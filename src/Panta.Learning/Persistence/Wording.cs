using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Panta.Learning.Persistence;

/// <summary>How problems of documents are worded.</summary>
static class Wording
{
    public static bool IsInteger(Type type) =>
        !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    public static string Show(JsonNode node)
    {
        var text = node.ToJsonString();
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    public static string Describe(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) || type == typeof(float) => "a number",
        _ when IsInteger(type) => "a whole number",
        _ when type == typeof(TimeSpan) => "a duration such as 1.12:00:00 (days.hours:minutes:seconds)",
        _ when type == typeof(DateTimeOffset) => "a time such as 2011-03-01T00:00:00Z",
        { IsEnum: true } => "a name",
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => "a list",
        _ => RecordReader.IsParsable(type) ? $"a {type.Name}" : "a mapping of keys to values",
    };

    public static string Unknown(string what, string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        var closest = all.Select(candidate => (Candidate: candidate, Distance: Distance(name, candidate))).OrderBy(c => c.Distance).FirstOrDefault();
        var hint = closest.Candidate is not null && closest.Distance <= Math.Max(2, name.Length / 3)
            ? $" Did you mean '{closest.Candidate}'?"
            : $" Known: {string.Join(", ", all)}.";
        return $"'{name}' {what}.{hint}";
    }

    // Levenshtein's distance without regard to case.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
