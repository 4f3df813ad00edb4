using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Filters;

/// <summary>
/// Order and pages of a search. A page goes on after the sort values of the last row (a keyset), which the token carries: rows made between two
/// requests shift nothing, and a deep page costs what the first costs where an index has the order.
/// </summary>
/// <param name="terms">
/// SQL expressions that are never null, in parentheses where they are more than a name or call, each with its direction; the last one unique.
/// </param>
sealed class Paging(IReadOnlyList<(string Sql, bool Descending)> terms)
{
    const string BadToken = "Invalid page token";

    /// <summary>The sort values and their directions; the last one unique.</summary>
    public IReadOnlyList<(string Sql, bool Descending)> Terms => terms;

    /// <summary>The sort values as further columns of the SELECT list: <c>, e1 AS sort0, e2 AS sort1</c>.</summary>
    public string Columns => string.Concat(terms.Select((t, i) => $", {t.Sql} AS sort{i}"));

    public string OrderBy => string.Join(", ", terms.Select((t, i) => $"sort{i}{(t.Descending ? " DESC" : "")}"));

    /// <summary>Adds the condition that starts after the token's row.</summary>
    /// <exception cref="ArgumentException">The token is not one of ours.</exception>
    public void After(string? token, SqlText sql)
    {
        if (string.IsNullOrEmpty(token)) return;

        var values = Values(token);
        var names = values.Select(sql.Parameter).ToList();
        var alternatives = new List<string>();
        for (var i = 0; i < terms.Count; i++)
        {
            var equal = terms.Take(i).Select((t, j) => $"{t.Sql} = {names[j]} AND ");
            alternatives.Add($"({string.Concat(equal)}{terms[i].Sql} {(terms[i].Descending ? "<" : ">")} {names[i]})");
        }

        // The first condition follows from the second; it lets an index start at the right place.
        sql.And($"{terms[0].Sql} {(terms[0].Descending ? "<=" : ">=")} {names[0]}");
        sql.And($"({string.Join(" OR ", alternatives)})");
    }

    /// <summary>The sort values of the row that a token goes on after.</summary>
    /// <exception cref="ArgumentException">The token is not one of ours.</exception>
    public IReadOnlyList<object> Values(string token)
    {
        var values = Decode(token);
        return values.Count == terms.Count
            ? values : throw new ArgumentException($"{BadToken}: it belongs to a search with another order. Start again without a token.");
    }

    /// <summary>The token that goes on after a row of these sort values.</summary>
    public static string Token(IEnumerable<object> values) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
    {
        after = values.Select(value => value switch
        {
            long or int => "i" + Convert.ToString(value, CultureInfo.InvariantCulture),
            double real => "d" + real.ToString("R", CultureInfo.InvariantCulture),
            var text => "t" + text,
        }),
    }));

    /// <summary>Reads one page, all of it before it answers: a connection reads one result at a time.</summary>
    /// <param name="connection">A connection of a read.</param>
    /// <param name="select">The query with <see cref="Columns"/> and <see cref="OrderBy"/>, without LIMIT.</param>
    /// <param name="sql">Its parameters.</param>
    /// <param name="size">The most rows of the page.</param>
    /// <param name="read">Reads a row.</param>
    /// <returns>The rows, and the token of the page after; null on the last page.</returns>
    public (List<T> Rows, string? Next) Read<T>(IDbConnection connection, string select, SqlText sql, long size, Func<IDataRecord, T> read)
    {
        var rows = new List<T>();
        string? last = null;
        using var reader = connection.ExecuteReader($"{select}\nLIMIT {size + 1}", sql.Parameters);
        var row = Dialect.Of(connection).Row(reader);
        while (reader.Read())
        {
            if (rows.Count == size) return (rows, last);
            rows.Add(read(row));
            if (rows.Count == size) last = Token(terms.Select((_, i) => reader.GetValue(reader.GetOrdinal($"sort{i}"))));
        }

        return (rows, null);
    }

    static List<object> Decode(string token)
    {
        using var document = Read(token);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("after", out var after)
            || after.ValueKind != JsonValueKind.Array)
            throw new ArgumentException($"{BadToken}: it holds no position. Start again without a token.");

        return [.. after.EnumerateArray().Select(Value)];
    }

    static object Value(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : "";
        if (text.StartsWith('i') && long.TryParse(text.AsSpan(1), CultureInfo.InvariantCulture, out var integer)) return integer;
        if (text.StartsWith('d') && double.TryParse(text.AsSpan(1), CultureInfo.InvariantCulture, out var real) && !double.IsNaN(real)) return real;
        return text.StartsWith('t') ? text[1..] : throw new ArgumentException($"{BadToken}: it holds no position. Start again without a token.");
    }

    static JsonDocument Read(string token)
    {
        try
        {
            return JsonDocument.Parse(Convert.FromBase64String(token));
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"{BadToken}, could not base64-decode '{token}'.", error);
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"{BadToken}: it holds no position. Start again without a token.", error);
        }
    }
}
