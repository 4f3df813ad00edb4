using System.Text;
using Panta.Tracking.Filters;
using Panta.Tracking.Searches;

namespace Panta.Tracking.Runs;

/// <summary>What can be asked of runs, as SQL over <c>runs r</c>.</summary>
/// <param name="sql">Where the conditions go.</param>
/// <param name="rareTags">Tells which tags few runs have, to start there; null where it is known already where to start.</param>
sealed class RunFilter(SqlText sql, RareTags? rareTags)
{
    const string FlagStart = "(CASE WHEN ", RealEnd = ".value, 0)", TextEnd = ".value, '')";

    const string Entities = "metric, parameter, tag, attribute, dataset";

    static readonly Dictionary<string, string> TextAttributes = new()
    {
        ["run_id"] = "r.run_id",
        ["run_name"] = "r.name",
        ["run name"] = "r.name",
        ["Run name"] = "r.name",
        ["Run Name"] = "r.name",
        ["status"] = "r.status",
        ["user_id"] = "r.user_id",
        ["artifact_uri"] = "r.artifact_uri",
    };

    static readonly Dictionary<string, string> NumberAttributes = new()
    {
        ["start_time"] = "r.start_time",
        ["created"] = "r.start_time",
        ["Created"] = "r.start_time",
        ["end_time"] = "r.end_time",
    };

    readonly StringBuilder _joins = new();

    /// <summary>Joins that the order needs.</summary>
    public string Joins => _joins.ToString();

    /// <summary>What kind of value a sort key is.</summary>
    public static SortKind KindOf(string sql)
    {
        if (sql == "r.run_id") return SortKind.Id;
        if (sql.StartsWith(FlagStart, StringComparison.Ordinal)) return SortKind.Flag;
        if (sql.EndsWith(RealEnd, StringComparison.Ordinal)) return SortKind.Real;
        return sql.EndsWith(TextEnd, StringComparison.Ordinal) || TextAttributes.ContainsValue(sql) ? SortKind.Text : SortKind.Integer;
    }

    /// <summary>Whether a condition names few runs, which the others then need only be asked of.</summary>
    public bool StartsAtFewRuns { get; private set; }

    public void Apply(string? filter)
    {
        foreach (var clause in FilterParser.Parse(filter))
        {
            try
            {
                Apply(clause);
            }
            catch (ArgumentException error)
            {
                throw new InvalidFilterException(error.Message, clause.Start, clause.End - clause.Start, error);
            }
        }
    }

    void Apply(Comparison clause)
    {
        switch (Entity(clause.Prefix))
        {
            case "metric": ApplyMetric(clause); break;
            case "param": ApplyText(clause, "params", "param"); break;
            case "tag": ApplyTag(clause); break;
            case "dataset": ApplyDataset(clause); break;
            default: ApplyAttribute(clause); break;
        }
    }

    /// <summary>The sort keys with the tie-break: start time descending, then run id.</summary>
    public IReadOnlyList<(string Sql, bool Descending)> Order(IReadOnlyList<string> orderBy)
    {
        var clauses = FilterParser.ParseOrder(orderBy);
        Clauses.RequireDistinct(clauses);
        var terms = new List<(string Sql, bool Descending)>();
        foreach (var clause in clauses) AddTerms(clause, terms);

        if (terms.All(t => t.Sql != "r.start_time")) terms.Add(("r.start_time", true));
        if (terms.All(t => t.Sql != "r.run_id")) terms.Add(("r.run_id", false));
        return terms;
    }

    void AddTerms(OrderClause order, List<(string Sql, bool Descending)> terms)
    {
        var entity = Entity(order.Prefix);
        if (entity == "dataset") throw Clauses.InvalidOrderKey($"{order.Prefix}.{order.Key}", [.. TextAttributes.Keys, .. NumberAttributes.Keys]);
        if (entity != "attribute")
        {
            AddJoined(order, entity, terms);
            return;
        }

        var column = TextAttributes.GetValueOrDefault(order.Key) ?? NumberAttributes.GetValueOrDefault(order.Key)
            ?? throw Clauses.InvalidOrderKey(order.Key, [.. TextAttributes.Keys, .. NumberAttributes.Keys]);
        if (terms.Any(t => t.Sql == column)) throw new ArgumentException($"`order_by` contains duplicate fields: '{order.Key}'. Name each key once.");
        if (column == "r.end_time")
        {
            terms.Add(($"{FlagStart}r.end_time IS NULL THEN 1 ELSE 0 END)", false));
            column = "COALESCE(r.end_time, 0)";
        }

        terms.Add((column, order.Descending));
    }

    // Missing values come last in both directions; of metrics, NaN just before them.
    void AddJoined(OrderClause order, string entity, List<(string Sql, bool Descending)> terms)
    {
        var alias = $"o{terms.Count}";
        var table = entity switch { "metric" => "latest_metrics", "param" => "params", _ => "tags" };
        _joins.Append($"\nLEFT JOIN {table} {alias} ON {alias}.run = r.run AND {alias}.key = {sql.Parameter(order.Key)}");
        if (entity == "metric")
        {
            terms.Add(($"{FlagStart}{alias}.value IS NULL THEN 2 ELSE {alias}.is_nan END)", false));
            terms.Add(($"COALESCE({alias}{RealEnd}", order.Descending));
            return;
        }

        terms.Add(($"{FlagStart}{alias}.value IS NULL THEN 1 ELSE 0 END)", false));
        terms.Add(($"COALESCE({alias}{TextEnd}", order.Descending));
    }

    // Against the latest value; a NaN satisfies nothing.
    void ApplyMetric(Comparison clause)
    {
        var value = Clauses.RequireNumber(clause, "metric");
        sql.And(
            $"EXISTS (SELECT 1 FROM latest_metrics m WHERE m.run = r.run AND m.key = {sql.Parameter(clause.Key)} AND m.is_nan = 0 AND "
            + $"{sql.CompareNumber("m.value", clause, value)})");
    }

    void ApplyTag(Comparison clause)
    {
        ApplyText(clause, "tags", "tag");
        if (StartsAtFewRuns || clause.Operator != Operator.Equal || rareTags?.Contains(clause.Key, clause.Values[0].Text) != true) return;

        StartsAtFewRuns = true;
        sql.And(
            $"r.run IN (SELECT t.run FROM tags t WHERE t.key = {sql.Parameter(clause.Key)} AND "
            + $"{sql.EqualLong("t.value", sql.Parameter(clause.Values[0].Text))})");
    }

    void ApplyText(Comparison clause, string table, string kind)
    {
        Clauses.RequireText(clause, kind, nulls: true);
        var row = $"SELECT 1 FROM {table} t WHERE t.run = r.run AND t.key = {sql.Parameter(clause.Key)}";
        if (clause.Operator == Operator.IsNull) sql.And($"NOT EXISTS ({row})");
        else if (clause.Operator == Operator.IsNotNull) sql.And($"EXISTS ({row})");
        else sql.And($"EXISTS ({row} AND {sql.CompareText("t.value", clause)})");
    }

    void ApplyAttribute(Comparison clause)
    {
        if (NumberAttributes.TryGetValue(clause.Key, out var number))
        {
            sql.And(sql.CompareNumber(number, clause, Clauses.RequireNumber(clause, "numeric attribute")));
            return;
        }

        if (!TextAttributes.TryGetValue(clause.Key, out var text))
            throw Clauses.InvalidAttribute(clause.Key, [.. TextAttributes.Keys, .. NumberAttributes.Keys]);
        if (clause.IsList && clause.Key != "run_id")
            throw new ArgumentException($"Only the 'run_id' attribute supports comparison with a list; '{clause.Key}' does not.");

        Clauses.RequireText(clause, "attribute", lists: clause.Key == "run_id");
        sql.And(sql.CompareText(text, clause));
    }

    void ApplyDataset(Comparison clause)
    {
        if (clause.Key is not ("name" or "digest" or "context"))
            throw new ArgumentException($"Invalid dataset key '{clause.Key}'. Valid keys are context, digest, name.");

        Clauses.RequireText(clause, "dataset", lists: true);
        sql.And(clause.Key == "context"
            ? $"EXISTS (SELECT 1 FROM run_dataset_tags t WHERE t.run = r.run AND t.key = '{DatasetInput.ContextTag}' AND {sql.CompareText("t.value", clause)})"
            : "EXISTS (SELECT 1 FROM run_datasets u JOIN datasets d ON d.dataset = u.dataset WHERE u.run = r.run "
                + $"AND {sql.CompareText($"d.{clause.Key}", clause)})");
    }

    static string Entity(string? prefix) => prefix switch
    {
        "metric" or "metrics" => "metric",
        "param" or "params" or "parameter" or "parameters" => "param",
        "tag" or "tags" => "tag",
        "dataset" or "datasets" => "dataset",
        null or "attribute" or "attributes" or "attr" or "run" => "attribute",
        _ => throw Clauses.InvalidEntity(prefix, Entities),
    };
}
