using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>
/// A user's SELECT made into a plan: DuckDB's parser makes its tree, in which every table must be one of the frames and every parameter becomes a literal; the
/// tree is then written as SQL again. So nothing that was pasted into the text can reach a file.
/// </summary>
static class SqlText
{
    static readonly string[] TableFunctions = ["range", "generate_series", "unnest"];
    static readonly string[] RefusedFunctions = ["getenv", "current_setting", "getvariable", "nextval", "currval", "txid_current", "pg_read_file"];

    public static SqlQuery Plan(string text, ImmutableSortedDictionary<string, Plan> frames, IReadOnlyList<object?> parameters)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var tree = SqlTree.Of(text, text);
        var root = JsonNode.Parse(tree.RootElement.GetRawText(), null, new() { MaxDepth = SqlTree.DeepestTree })!.AsObject();
        var statements = root["statements"]!.AsArray();
        if (statements.Count != 1) throw new FormatException($"'{text}' holds {statements.Count} statements; one SELECT is taken.");

        var used = new HashSet<int>();
        Check(root, frames.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase), parameters, used);
        if (parameters.Count != used.Count)
            throw new ArgumentException($"The query has {used.Count} parameters, {parameters.Count} were given.", nameof(parameters));

        statements[0]!.AsObject().Remove("named_param_map");
        var sql = Written(root);
        return new(sql, frames, Scope.SqlTypes($"{Nothing(frames)}SELECT * FROM ({sql}\n) AS t", "SQL"));
    }

    static string Nothing(ImmutableSortedDictionary<string, Plan> frames) =>
        frames.IsEmpty ? "" : $"WITH {string.Join(", ", frames.Select(frame => $"{DuckDb.Quote(frame.Key)} AS ({Scope.Nothing(frame.Value.Schema)})"))}\n";

    static string Written(JsonObject tree)
    {
        using var db = SharedDuckDb.Connect();
        return ((TextColumn)db.Query("SELECT json_deserialize_sql(CAST(? AS JSON)) AS text", tree.ToJsonString(new() { MaxDepth = SqlTree.DeepestTree }))["text"])[0]!;
    }

    static void Check(JsonNode? node, HashSet<string> names, IReadOnlyList<object?> parameters, HashSet<int> used)
    {
        if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                if (IsParameter(array[i])) array[i] = Value(array[i]!, parameters, used);
                Check(array[i], names, parameters, used);
            }
        }

        if (node is not JsonObject each) return;

        var known = CommonTables(each, names);
        RequireAllowed(each, known);
        foreach (var (key, child) in each.ToList())
        {
            if (IsParameter(child)) each[key] = Value(child!, parameters, used);
            Check(each[key], known, parameters, used);
        }
    }

    static HashSet<string> CommonTables(JsonObject node, HashSet<string> names)
    {
        if (node["cte_map"]?["map"] is not JsonArray { Count: > 0 } map) return names;

        return [.. names, .. map.Select(entry => entry!["key"]!.GetValue<string>())];
    }

    static void RequireAllowed(JsonObject node, HashSet<string> names)
    {
        switch (Text(node, "type"))
        {
            case "BASE_TABLE" when Text(node, "schema_name") is { Length: > 0 } || Text(node, "catalog_name") is { Length: > 0 }
                || !names.Contains(Text(node, "table_name")!, StringComparer.OrdinalIgnoreCase):
                throw new FormatException(
                    $"The query reads '{Text(node, "table_name")}', which is none of its frames: {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
            case "TABLE_FUNCTION" when node["function"] is JsonObject function
                && !TableFunctions.Contains(Text(function, "function_name"), StringComparer.OrdinalIgnoreCase):
                throw new FormatException($"The query calls '{Text(function, "function_name")}' as a table. Allowed: {string.Join(", ", TableFunctions)}.");
            case "SHOW_REF":
                throw new FormatException("DESCRIBE, SUMMARIZE and SHOW are no part of a query over frames; a frame has its Schema, Describe() and Summary().");
            case "FUNCTION" when RefusedFunctions.Contains(Text(node, "function_name"), StringComparer.OrdinalIgnoreCase):
                throw new FormatException($"The function '{Text(node, "function_name")}' looks outside the frames and is not allowed.");
            default:
                return;
        }
    }

    static string? Text(JsonObject node, string key) => node[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    static bool IsParameter(JsonNode? node) => node is JsonObject parameter && Text(parameter, "class") == "PARAMETER";

    static JsonNode Value(JsonNode parameter, IReadOnlyList<object?> parameters, HashSet<int> used)
    {
        var name = Text(parameter.AsObject(), "identifier");
        if (!int.TryParse(name, out var number) || number < 1 || number > parameters.Count)
            throw new ArgumentException(
                $"The query has the parameter '{name}', but {parameters.Count} were given. Parameters are ? or $1 …, in order.", nameof(parameters));

        used.Add(number);
        using var literal = SqlTree.Of($"SELECT {SqlLiteral.Of(Literal.Of(parameters[number - 1]))}", "parameter");
        return JsonNode.Parse(literal.RootElement.GetProperty("statements")[0].GetProperty("node").GetProperty("select_list")[0].GetRawText())!;
    }
}
