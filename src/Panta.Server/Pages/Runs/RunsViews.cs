using Panta.Tracking.Filters;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>Makes the <see cref="RunsView"/> of an address, and the rows that are scrolled to.</summary>
sealed class RunsViews(
    ExperimentStore experiments, RunStore runs, RunCounts counts, RunTable table, RunsSearches searches, MetricHistory history, ModelRegistry registry,
    TimeProvider time)
{
    /// <summary>The header that a page refreshing itself sends: the search whose rows it has.</summary>
    public const string LiveHeader = "X-Live";

    /// <summary>The most experiments to choose from in a list; a page of their own has all.</summary>
    internal const int MostListed = 200;

    const int MostCompared = 8, OnScreen = 40;

    /// <summary>The whole page.</summary>
    /// <exception cref="NotFoundException">An experiment of the address does not exist.</exception>
    public RunsView Of(HttpContext http)
    {
        var numbers = counts.ByExperiment();
        var address = Known(RunsAddress.Of(http.Request.Query));
        var query = QueryOf(address);
        var result = http.Request.Headers[LiveHeader].ToString();
        var (search, problem) = Search(address, query, result);
        if (problem is not null) query = query with { Filter = null };
        var isShown = search.Id == result; // the viewer has the rows
        var top = Math.Min(address.Start, Math.Max(0, search.List.Count - 1));
        var start = top / RunsBlock.Size * RunsBlock.Size;
        // What fills a screen; the script fetches what lies below.
        var blocks = isShown ? [] : Read(search, start, top + OnScreen > start + RunsBlock.Size ? 2 * RunsBlock.Size : RunsBlock.Size, null);
        var versions = Versions(blocks.SelectMany(block => block.Runs));
        search.Columns ??= search.Look.Default((address.Experiments.Count == 0 ? numbers.Count : address.Experiments.Count) > 1, versions.Count > 0, address.FirstSort.Column);
        var columns = address.Columns.Count > 0 ? address.Columns : search.Columns;
        var matched = isShown ? table.Count(query) : search.List.Count;
        return new RunsView
        {
            Experiments = Choice(numbers, address),
            AllExperiments = numbers.Count,
            Address = address,
            Experiment = address is { Experiments: [var only], IsDeleted: false } ? (only, Note(only)) : null,
            FilterProblem = problem?.Message,
            FilterMark = problem is null ? default : (problem.Position, problem.Length),
            Result = search.Id,
            Found = search.List.Count,
            Clauses = search.List.Count == 0 && problem is null ? table.CountClauses(query) : [],
            IsCut = search.List.IsCut,
            Matched = matched,
            All = address.IsDeleted || address.Filter.Length == 0 ? matched : query.ExperimentIds.Sum(id => numbers.GetValueOrDefault(id)),
            IsAllFinished = search.Look.IsAllFinished,
            Columns = Columns(columns, search, address),
            Choices = search.Look.Seen.Count() + RunsColumns.Attributes.Count,
            NameSort = address.Sorts.Where(sort => sort.Column == RunsColumns.Name).Select(sort => (bool?)sort.Ascending).FirstOrDefault(),
            Blocks = blocks,
            Names = new(Names(blocks.SelectMany(block => block.Runs), address), versions, time.GetUtcNow()),
        }.With(Chosen(address), history);
    }

    /// <summary>Rows of a search that is being scrolled through.</summary>
    public (RunsSearch Search, IReadOnlyList<RunsBlock> Blocks, IReadOnlyList<RunsColumn> Columns, RunsNames Names) Rows(
        RunsAddress address, string result, int start, int count)
    {
        var search = Held(address, result);
        var blocks = Read(search, start / RunsBlock.Size * RunsBlock.Size, count, address.Columns);
        var shown = blocks.SelectMany(block => block.Runs).ToArray();
        var hasVersions = address.Columns.Any(column => column is { Kind: RunColumnKind.Attribute, Key: "version" });
        var hasNames = address.Columns.Any(column => column is { Kind: RunColumnKind.Attribute, Key: "experiment" });
        return (
            search, blocks, Columns(address.Columns, search, address),
            new(hasNames ? Names(shown, address) : [], hasVersions ? Versions(shown) : [], time.GetUtcNow()));
    }

    /// <summary>The search of an address, for what lists all of it.</summary>
    public RunQuery Query(RunsAddress address) => QueryOf(Known(address));

    // Of all experiments, it looks where there are such runs: one that has only deleted ones is no place of those in use.
    RunQuery QueryOf(RunsAddress known) =>
        known.Query(known.Experiments.Count > 0 ? [] : counts.ByExperiment(known.IsDeleted ? LifecycleStage.Deleted : LifecycleStage.Active).Keys);

    /// <summary>The search that the viewer has, or a new one.</summary>
    public RunsSearch Held(RunsAddress address, string result) => searches.Get(address, result, () => Query(address));

    string Note(string experiment) => experiments.Get(experiment).Tags.FirstOrDefault(tag => tag.Key == Run.NoteTag)?.Value ?? "";

    List<RunsBlock> Read(RunsSearch search, int start, int count, IReadOnlyCollection<RunColumn>? columns)
    {
        var rows = table.Read(search.List, start, count, columns);
        return [.. rows.Chunk(RunsBlock.Size).Select((chunk, i) => new RunsBlock(start + (i * RunsBlock.Size), chunk))];
    }

    RunsColumn[] Columns(IEnumerable<RunColumn> columns, RunsSearch search, RunsAddress address) =>
        [.. columns.Select(column => RunsColumn.Make(column, search.Look, address, time.GetUtcNow()))];

    /// <summary>The search that the viewer has or a new one; where the filter is wrong, the one without it, and what is wrong.</summary>
    (RunsSearch Search, InvalidFilterException? Problem) Search(RunsAddress address, RunQuery query, string result)
    {
        try
        {
            return (searches.Get(address, result, () => query), null);
        }
        catch (InvalidFilterException wrong)
        {
            return (searches.Get(address with { Filter = "" }, result, () => query with { Filter = null }), wrong);
        }
    }

    // A deleted experiment's runs are deleted too: its address shows them.
    RunsAddress Known(RunsAddress address)
    {
        var named = address.Experiments.Select(id => long.TryParse(id, out _) ? experiments.Get(id) : throw new NotFoundException("experiment", id)).ToArray();
        return address with
        {
            Experiments = [.. named.Select(each => each.ExperimentId).Distinct()],
            IsDeleted = address.IsDeleted || (named.Length > 0 && named.All(each => each.Stage == LifecycleStage.Deleted)),
        };
    }

    // The highest ids are the newest. Those of the address are among them, with runs or without.
    (string Id, string Name, long Runs)[] Choice(IReadOnlyDictionary<string, long> numbers, RunsAddress address)
    {
        var newest = numbers.Keys.OrderByDescending(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Take(MostListed);
        return [.. experiments.Names(newest.Union(address.Experiments)).Select(each => (each.ExperimentId, each.Name, numbers.GetValueOrDefault(each.ExperimentId)))];
    }

    Dictionary<string, string> Names(IEnumerable<Run?> some, RunsAddress address) =>
        experiments.Names(some.OfType<Run>().Select(run => run.ExperimentId).Union(address.Experiments)).ToDictionary(each => each.ExperimentId, each => each.Name);

    Dictionary<string, (string Name, string Link)> Versions(IEnumerable<Run?> some)
    {
        var ids = some.OfType<Run>().Select(run => $"'{run.RunId}'").ToArray();
        if (ids.Length == 0) return [];

        return registry.SearchVersions($"run_id IN ({string.Join(", ", ids)})").Items.DistinctBy(version => version.RunId).ToDictionary(
            version => version.RunId, version => ($"{version.Name} v{version.Version}", $"/models/{Uri.EscapeDataString(version.Name)}"));
    }

    List<Run> Chosen(RunsAddress address)
    {
        var chosen = new List<Run>();
        foreach (var id in address.Selected)
        {
            try
            {
                chosen.Add(runs.Get(id));
            }
            catch (Exception error) when (error is NotFoundException or ArgumentException)
            {
                // An old link names a run that is gone: the others are shown.
            }
        }

        return chosen;
    }

    /// <summary>A chosen run for the comparison beside the table.</summary>
    internal static RunsView.Line Line(Run run, int colour) => new()
    {
        Id = run.RunId,
        Name = run.Name,
        Status = run.Status.ToString().ToUpperInvariant(),
        Start = RunsCell.Time(run.StartTime),
        Duration = run.EndTime is { } end ? RunsCell.Time(end) - RunsCell.Time(run.StartTime) : null,
        Metrics = run.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value),
        Params = run.Params.ToDictionary(param => param.Key, param => param.Value),
        Colour = colour,
    };

    internal static bool IsComparable(int chosen) => chosen is >= 2 and <= MostCompared;
}
