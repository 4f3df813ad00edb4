using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>What the address of the runs page asks for: all of the view's state.</summary>
public sealed record RunsAddress
{
    /// <summary>The most runs that can be chosen: their ids stand in the address.</summary>
    internal const int MostSelected = 100;

    const int MostColumns = 100, MostSorts = 3;

    static readonly Dictionary<string, string> _shortNames = new() { ["start"] = "attributes.start_time", ["name"] = "attributes.run_name" };

    static readonly string[] _sortable = ["start_time", "end_time", "run_name", "status", "user_id", "run_id"];

    /// <summary>Ids of the experiments; none (default) for all.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>The filter in the search grammar. Default empty.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The columns sorted by, the first first. Default none: the newest run first.</summary>
    public IReadOnlyList<(RunColumn Column, bool Ascending)> Sorts { get; init; } = [];

    /// <summary>The columns shown; none (default) for those that tell most.</summary>
    public IReadOnlyList<RunColumn> Columns { get; init; } = [];

    /// <summary>Whether the deleted runs are shown instead. Default false.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The position of the row at the top, from 0. Default 0.</summary>
    public int Start { get; init; }

    /// <summary>Ids of the chosen runs, in the order they were chosen. Default none.</summary>
    public IReadOnlyList<string> Selected { get; init; } = [];

    /// <summary>The column that decides the order first; the start where none was asked for.</summary>
    internal (RunColumn Column, bool Ascending) FirstSort => Sorts.Count > 0 ? Sorts[0] : (new(RunColumnKind.Attribute, "start_time"), false);

    internal static RunsAddress Of(IQueryCollection query) => new()
    {
        Experiments = [.. Texts(query["experiment"]).Distinct()],
        Filter = query["filter"].ToString(),
        Sorts = [.. SortsOf(query).DistinctBy(sort => sort.Column).Take(MostSorts)],
        Columns = [.. Texts(query["column"]).Select(RunColumn.Find).OfType<RunColumn>().Distinct().Take(MostColumns)],
        IsDeleted = query["view"] == "deleted",
        Start = int.TryParse(query["start"], out var start) ? Math.Max(0, start) : 0,
        Selected = [.. Texts(query["select"]).Distinct().Take(MostSelected)],
    };

    /// <summary>Whether runs can be put in the order of a column.</summary>
    internal static bool IsSortable(RunColumn column) => column.Kind != RunColumnKind.Attribute || _sortable.Contains(column.Key);

    /// <summary>The search that the address asks for.</summary>
    /// <param name="all">Experiments to look in where the address names none.</param>
    internal RunQuery Query(IEnumerable<string> all) => new()
    {
        ExperimentIds = Experiments.Count > 0 ? Experiments : [.. all],
        Filter = Filter,
        OrderBy = [.. Sorts.Select(sort => $"{Quoted(sort.Column)} {(sort.Ascending ? "ASC" : "DESC")}")],
        View = IsDeleted ? ViewType.DeletedOnly : ViewType.ActiveOnly,
    };

    /// <summary>The address, as in <c>/runs?experiment=1&amp;sort=metrics.mae&amp;order=asc</c>.</summary>
    internal string Link(string path = "/runs")
    {
        var query = string.Join('&', Pairs().Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>The address sorted by a column: the other way round where it already is the first.</summary>
    internal string SortLink(RunColumn column) =>
        (this with { Sorts = [(column, FirstSort.Column == column ? !FirstSort.Ascending : IsSmallFirst(column))], Start = 0 }).Link();

    /// <summary>Names and values of the query, those at their defaults left out.</summary>
    internal IEnumerable<(string Name, string Value)> Pairs()
    {
        foreach (var experiment in Experiments) yield return ("experiment", experiment);
        if (Filter.Length > 0) yield return ("filter", Filter);
        foreach (var (column, ascending) in Sorts)
        {
            yield return ("sort", _shortNames.FirstOrDefault(pair => pair.Value == column.ToString()).Key ?? column.ToString());
            yield return ("order", ascending ? "asc" : "desc");
        }

        foreach (var column in Columns) yield return ("column", column.ToString());
        if (IsDeleted) yield return ("view", "deleted");
        if (Start > 0) yield return ("start", $"{Start}");
        foreach (var run in Selected) yield return ("select", run);
    }

    static bool IsSmallFirst(RunColumn column) => column is not { Kind: RunColumnKind.Attribute, Key: "start_time" or "end_time" };

    static IEnumerable<(RunColumn Column, bool Ascending)> SortsOf(IQueryCollection query)
    {
        var orders = query["order"];
        foreach (var (text, i) in query["sort"].Select((text, i) => (text ?? "", i)))
            if (RunColumn.Find(_shortNames.GetValueOrDefault(text, text)) is { } column && IsSortable(column) && Quote(column.Key) is not null)
                yield return (column, i < orders.Count && orders[i] == "asc");
    }

    static string Quoted(RunColumn column)
    {
        var prefix = column.ToString()[..^column.Key.Length];
        return column.Kind == RunColumnKind.Attribute ? prefix + column.Key : $"{prefix}{Quote(column.Key)}{column.Key}{Quote(column.Key)}";
    }

    // The grammar has three quotes and no escape: a key that holds all three cannot be named in it.
    static char? Quote(string key) => "`\"'".Where(quote => !key.Contains(quote)).Select(quote => (char?)quote).FirstOrDefault();

    static IEnumerable<string> Texts(Microsoft.Extensions.Primitives.StringValues values) => values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value ?? "");
}
