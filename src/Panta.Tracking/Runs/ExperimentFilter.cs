using Panta.Tracking.Filters;

namespace Panta.Tracking.Runs;

/// <summary>What can be asked of experiments, as SQL.</summary>
static class ExperimentFilter
{
    static readonly string[] OrderKeys = ["name", "experiment_id", "creation_time", "last_update_time"];

    public static void Apply(string? filter, SqlText sql)
    {
        foreach (var clause in FilterParser.Parse(filter))
        {
            if (clause.Prefix is "tag" or "tags") ApplyTag(clause, sql);
            else if (clause.Prefix is null or "attribute") ApplyAttribute(clause, sql);
            else throw Clauses.InvalidEntity(clause.Prefix, "attribute and tag");
        }
    }

    public static IReadOnlyList<(string Sql, bool Descending)> Order(IReadOnlyList<string> orderBy)
    {
        if (orderBy.Count == 0) return [("e.creation_time", true), ("e.experiment_id", false)];

        var terms = new List<(string Sql, bool Descending)>();
        foreach (var order in FilterParser.ParseOrder(orderBy))
        {
            if (order.Prefix is not (null or "attribute")) throw new ArgumentException(
                $"Invalid order_by entity '{order.Prefix}'. Experiments are ordered by attributes only.");
            if (!OrderKeys.Contains(order.Key)) throw Clauses.InvalidOrderKey(order.Key, OrderKeys);
            if (terms.All(t => t.Sql != $"e.{order.Key}")) terms.Add(($"e.{order.Key}", order.Descending));
        }

        if (terms.All(t => t.Sql != "e.experiment_id")) terms.Add(("e.experiment_id", true));
        return terms;
    }

    static void ApplyTag(Comparison clause, SqlText sql)
    {
        Clauses.RequireText(clause, "tag", nulls: true);
        var key = sql.Parameter(clause.Key);
        var tag = $"SELECT 1 FROM experiment_tags t WHERE t.experiment_id = e.experiment_id AND t.key = {key}";
        if (clause.Operator == Operator.IsNull) sql.And($"NOT EXISTS ({tag})");
        else if (clause.Operator == Operator.IsNotNull) sql.And($"EXISTS ({tag})");
        else sql.And($"EXISTS ({tag} AND {sql.CompareText("t.value", clause)})");
    }

    static void ApplyAttribute(Comparison clause, SqlText sql)
    {
        switch (clause.Key)
        {
            case "name":
                Clauses.RequireText(clause, "attribute");
                sql.And(sql.CompareText("e.name", clause));
                break;
            case "experiment_id":
                Clauses.RequireText(clause, "attribute", lists: true);
                sql.And(sql.CompareText("CAST(e.experiment_id AS TEXT)", clause));
                break;
            case "creation_time" or "last_update_time":
                sql.And(sql.CompareNumber($"e.{clause.Key}", clause, Clauses.RequireNumber(clause, "numeric attribute")));
                break;
            default:
                throw Clauses.InvalidAttribute(clause.Key, OrderKeys);
        }
    }
}
