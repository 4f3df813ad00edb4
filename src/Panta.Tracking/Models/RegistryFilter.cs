using System.Globalization;
using Panta.Tracking.Filters;

namespace Panta.Tracking.Models;

/// <summary>What can be asked of registered models (<c>registered_models m</c>) and versions (<c>model_versions v</c>), as SQL.</summary>
static class RegistryFilter
{
    static readonly Dictionary<string, string> ModelOrder = new()
    {
        ["name"] = "m.name",
        ["timestamp"] = "m.last_update_time",
        ["last_updated_timestamp"] = "m.last_update_time",
    };

    static readonly Dictionary<string, string> VersionOrder = new()
    {
        ["name"] = "v.name",
        ["version_number"] = "v.version",
        ["creation_timestamp"] = "v.creation_time",
        ["last_updated_timestamp"] = "v.last_update_time",
    };

    static readonly Dictionary<string, string> VersionTexts = new() { ["name"] = "v.name", ["run_id"] = "v.run_id", ["source_path"] = "v.source" };

    public static void ApplyToModels(string? filter, SqlText sql) =>
        Apply(filter, sql, "SELECT 1 FROM registered_model_tags t WHERE t.name = m.name", clause =>
        {
            if (clause.Key != "name") throw Clauses.InvalidAttribute(clause.Key, ["name"]);
            Clauses.RequireText(clause, "attribute", lists: true);
            sql.And(sql.CompareText("m.name", clause));
        });

    public static void ApplyToVersions(string? filter, SqlText sql) =>
        Apply(filter, sql, "SELECT 1 FROM model_version_tags t WHERE t.name = v.name AND t.version = v.version", clause =>
        {
            if (clause.Key == "version_number")
            {
                sql.And(sql.CompareNumber("v.version", clause, VersionNumber(clause)));
                return;
            }

            if (!VersionTexts.TryGetValue(clause.Key, out var column)) throw Clauses.InvalidAttribute(clause.Key, [.. VersionTexts.Keys, "version_number"]);
            Clauses.RequireText(clause, "attribute", lists: clause.Key != "source_path");
            sql.And(sql.CompareText(column, clause));
        });

    public static IReadOnlyList<(string Sql, bool Descending)> OrderModels(IReadOnlyList<string> orderBy) =>
        Order(orderBy, ModelOrder, [], [("m.name", false)]);

    public static IReadOnlyList<(string Sql, bool Descending)> OrderVersions(IReadOnlyList<string> orderBy) =>
        Order(orderBy, VersionOrder, [("v.last_update_time", true)], [("v.name", false), ("v.version", true)]);

    static void Apply(string? filter, SqlText sql, string tagRow, Action<Comparison> applyAttribute)
    {
        var clauses = FilterParser.Parse(filter);
        foreach (var clause in clauses)
            if (clause.Prefix is "tag" or "tags") ApplyTag(clause, sql, tagRow);
            else if (clause.Prefix is null or "attribute" or "attributes") applyAttribute(clause);
            else throw Clauses.InvalidEntity(clause.Prefix, "attribute and tag");

        if (!clauses.Any(c => c.Prefix is "tag" or "tags" && c.Key == ModelSource.PromptTag))
            sql.And($"NOT EXISTS ({tagRow} AND t.key = '{ModelSource.PromptTag}' AND t.value = 'true')");
    }

    static void ApplyTag(Comparison clause, SqlText sql, string tagRow)
    {
        Clauses.RequireText(clause, "tag", nulls: true);
        var row = $"{tagRow} AND t.key = {sql.Parameter(clause.Key)}";
        var noPrompts = clause.Key == ModelSource.PromptTag && clause.Values is [var value]
            && ((clause.Operator, value.Text) is (Operator.Equal, "false") or (Operator.NotEqual, "true"));
        if (noPrompts)
            sql.And($"NOT EXISTS ({row} AND t.value = 'true')"); // no tag means no prompt
        else if (clause.Operator == Operator.IsNull) sql.And($"NOT EXISTS ({row})");
        else if (clause.Operator == Operator.IsNotNull) sql.And($"EXISTS ({row})");
        else sql.And($"EXISTS ({row} AND {sql.CompareText("t.value", clause)})");
    }

    static object VersionNumber(Comparison clause)
    {
        if (clause.Values is [{ Quoted: true } text] && long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            clause = clause with { Values = [new(number.ToString(CultureInfo.InvariantCulture), false)] };
        return Clauses.RequireNumber(clause, "numeric attribute");
    }

    static List<(string Sql, bool Descending)> Order(
        IReadOnlyList<string> orderBy, Dictionary<string, string> keys, (string Sql, bool Descending)[] usual, (string Sql, bool Descending)[] ties)
    {
        var clauses = FilterParser.ParseOrder(orderBy);
        Clauses.RequireDistinct(clauses);
        var terms = new List<(string Sql, bool Descending)>();
        foreach (var clause in clauses)
        {
            if (clause.Prefix is not (null or "attribute" or "attributes") || !keys.TryGetValue(clause.Key, out var column))
                throw Clauses.InvalidOrderKey(clause.Prefix is null ? clause.Key : $"{clause.Prefix}.{clause.Key}", keys.Keys);
            if (terms.Any(t => t.Sql == column)) throw new ArgumentException($"`order_by` contains duplicate fields: '{clause.Key}'. Name each key once.");
            terms.Add((column, clause.Descending));
        }

        if (terms.Count == 0) terms.AddRange(usual);
        terms.AddRange(ties.Where(t => terms.All(u => u.Sql != t.Sql)));
        return terms;
    }
}
