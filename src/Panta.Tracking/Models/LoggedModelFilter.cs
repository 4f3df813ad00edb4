using Panta.Tracking.Filters;

namespace Panta.Tracking.Models;

/// <summary>What can be asked of logged models, as SQL over <c>logged_models l</c>.</summary>
sealed class LoggedModelFilter(SqlText sql)
{
    const int DatasetLimit = 100;

    static readonly string[] TextAttributes = ["name", "model_id", "model_type", "source_run_id", "experiment_id"];

    static readonly Dictionary<string, string> Times = new()
    {
        ["creation_timestamp"] = "l.creation_time",
        ["creation_time"] = "l.creation_time",
        ["creation_timestamp_ms"] = "l.creation_time",
        ["last_updated_timestamp"] = "l.last_update_time",
        ["last_updated_time"] = "l.last_update_time",
    };

    static IEnumerable<string> Attributes => [.. TextAttributes, .. Times.Keys, "status"];

    public void Apply(string? filter, IReadOnlyList<(string Name, string Digest)> datasets)
    {
        if (datasets.Count > DatasetLimit) throw new ArgumentException($"'datasets' has {datasets.Count} entries; at most {DatasetLimit} are allowed in a search.");
        var clauses = FilterParser.Parse(filter);
        // Without a metric asked for, any metric on one of the datasets will do.
        if (datasets.Count > 0 && clauses.All(c => c.Prefix != "metrics"))
            sql.And($"EXISTS (SELECT 1 FROM metric_subjects s WHERE s.model_id = l.model_id{OnAny(datasets)})");
        foreach (var clause in clauses)
            switch (clause.Prefix)
            {
                case "metrics": ApplyMetric(clause, datasets); break;
                case "params" or "tags": ApplyText(clause, $"logged_model_{clause.Prefix}", clause.Prefix[..^1]); break;
                case null or "attributes": ApplyAttribute(clause); break;
                default: throw Clauses.InvalidEntity(clause.Prefix, "attributes, metrics, params and tags");
            }
    }

    public IReadOnlyList<(string Sql, bool Descending)> Order(IReadOnlyList<LoggedModelOrder> orderBy)
    {
        FilterParser.RequireOrderCount(orderBy.Count);
        var terms = new List<(string Sql, bool Descending)>();
        foreach (var order in orderBy)
        {
            if (order.Field.StartsWith("metrics.", StringComparison.Ordinal)) AddMetric(order, terms);
            else if (Times.TryGetValue(order.Field, out var time)) terms.Add((time, order.Descending));
            else if (order.Field is "name" or "model_id" or "model_type" or "source_run_id" or "status") terms.Add(($"l.{order.Field}", order.Descending));
            else throw Clauses.InvalidOrderKey(order.Field, [.. Times.Keys, "name", "model_id", "model_type", "source_run_id", "status", "metrics.KEY"]);
        }

        if (terms.All(t => t.Sql != "l.creation_time")) terms.Add(("l.creation_time", true));
        if (terms.All(t => t.Sql != "l.model_id")) terms.Add(("l.model_id", false));
        return terms;
    }

    // The latest point of the metric; missing ones last in both directions.
    void AddMetric(LoggedModelOrder order, List<(string Sql, bool Descending)> terms)
    {
        var dataset = order.DatasetName.Length == 0 ? "" : " AND " + OnDataset(order.DatasetName, order.DatasetDigest);
        var key = sql.Parameter(order.Field["metrics.".Length..]);
        var latest = $"(SELECT s.value FROM metric_subjects s WHERE s.model_id = l.model_id AND s.key = {key} AND s.is_nan = 0{dataset} "
            + "ORDER BY s.step DESC, s.timestamp DESC, s.value DESC LIMIT 1)";
        terms.Add(($"(CASE WHEN {latest} IS NULL THEN 1 ELSE 0 END)", false));
        terms.Add(($"COALESCE({latest}, 0)", order.Descending));
    }

    void ApplyMetric(Comparison clause, IReadOnlyList<(string Name, string Digest)> datasets)
    {
        var value = Clauses.RequireNumber(clause, "metric");
        var on = datasets.Count == 0 ? "" : OnAny(datasets);
        sql.And(
            $"EXISTS (SELECT 1 FROM metric_subjects s WHERE s.model_id = l.model_id AND s.key = {sql.Parameter(clause.Key)} AND s.is_nan = 0 AND "
            + $"{sql.CompareNumber("s.value", clause, value)}{on})");
    }

    void ApplyText(Comparison clause, string table, string kind)
    {
        Clauses.RequireText(clause, kind, lists: true);
        sql.And(
            $"EXISTS (SELECT 1 FROM {table} t WHERE t.model_id = l.model_id AND t.key = {sql.Parameter(clause.Key)} AND {sql.CompareText("t.value", clause)})");
    }

    void ApplyAttribute(Comparison clause)
    {
        if (Times.TryGetValue(clause.Key, out var time))
        {
            sql.And(sql.CompareNumber(time, clause, Clauses.RequireNumber(clause, "numeric attribute")));
        }
        else if (clause.Key == "status")
        {
            sql.And($"l.status {(clause.Operator == Operator.NotEqual ? "!=" : "=")} {sql.Parameter(StatusNumber(clause))}");
        }
        else if (TextAttributes.Contains(clause.Key))
        {
            Clauses.RequireText(clause, "attribute", lists: true);
            sql.And(sql.CompareText(clause.Key == "experiment_id" ? "CAST(l.experiment_id AS TEXT)" : $"l.{clause.Key}", clause));
        }
        else
        {
            throw Clauses.InvalidAttribute(clause.Key, Attributes);
        }
    }

    static long StatusNumber(Comparison clause)
    {
        if (clause.Operator is not (Operator.Equal or Operator.NotEqual)) throw new ArgumentException(
            $"Invalid comparator for attribute 'status': {clause.Symbol}. Valid ones are =, !=.");

        var text = clause.Values[0].Text.Replace("LOGGED_MODEL_", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Enum.TryParse<LoggedModelStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? (long)status
            : throw new ArgumentException(
                $"Invalid value {clause.Values[0]} for attribute 'status': it is PENDING, READY, UPLOAD_FAILED, or their numbers 1 to 3.");
    }

    string OnAny(IReadOnlyList<(string Name, string Digest)> datasets) => $" AND ({string.Join(" OR ", datasets.Select(d => OnDataset(d.Name, d.Digest)))})";

    string OnDataset(string name, string digest) =>
        $"(s.dataset_name = {sql.Parameter(name)}{(digest.Length == 0 ? "" : $" AND s.dataset_digest = {sql.Parameter(digest)}")})";
}
