using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Data.Delta;
using Panta.Data.Predictions;
using Panta.Data.Tables;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>The list of tables in the data folder, and the page of one.</summary>
static class DataPages
{
    const string QuarantineSuffix = "_quarantine", ReasonColumn = "quarantine_reason";
    const int Depth = 3, MostProfiled = 500_000, ShownVersions = 10, ShownQuarantined = 50, ShownRows = 10;

    public static void MapDataPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/data", List);
        routes.MapGet("/data/{**name}", Get);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, DataFolder folder, ProjectStore projects)
    {
        var names = Names(folder).Where(name => !name.EndsWith(QuarantineSuffix, StringComparison.Ordinal));
        return PantaPages.Page<TablesPage>(new
        {
            Frame = surroundings.Of(http),
            View = new TablesView([.. names.Select(name => Line(folder, name, projects.Find(name)))]),
        });
    }

    static RazorComponentResult Get(string name, HttpContext http, Surroundings surroundings, DataFolder folder, ProjectStore projects)
    {
        if (!Names(folder).Contains(name)) throw new NotFoundException("table", name, $"There is no table '{name}'. Data lists what there is.");

        var table = DeltaTable.Open(PlaceOf(folder, name));
        var snapshot = table.Snapshot();
        var history = table.History(ShownVersions);
        var rows = Part<Table>.Of(http, "The profile", () => Rows(name, snapshot));
        var profile = rows.Value is null ? new(null, rows.Failure)
            : Part<IReadOnlyList<TableView.ColumnProfile>>.Of(http, "The profile", () => TableProfile.Of(rows.Value));
        var quarantine = Quarantined(folder, name);
        return PantaPages.Page<TablePage>(new
        {
            Frame = surroundings.Of(http),
            View = new TableView
            {
                Name = name,
                Lede = Lede(name, projects),
                Last = rows.Value is null ? ([], []) : Last(rows.Value),
                Tiles = Tiles(snapshot, history, quarantine),
                Versions = [.. history.Select(commit => (commit.Version, commit.Timestamp, (commit.Operation ?? "write").ToLowerInvariant()))],
                Columns = profile.Value ?? [],
                ProfileFailure = profile.Failure,
                Quarantine = [.. Enumerable.Range(0, Math.Min(quarantine.RowCount, ShownQuarantined))
                    .Select(row => (RowText(quarantine, row), ReasonOf(quarantine, row), (DateTimeOffset?)null))],
                Quarantined = quarantine.RowCount,
                Expectations = Expectations(projects.Find(name), quarantine),
            },
        });
    }

    static Tile[] Tiles(DeltaSnapshot snapshot, IReadOnlyList<DeltaCommit> history, Table quarantine) =>
    [
        new("Rows", snapshot.RowCount is { } count ? Figures.Compact(count) : Figures.None, "",
            $"in {Figures.Count(snapshot.FileCount, "file")}", Figures.Number(snapshot.RowCount)),
        new("Version", Figures.Number(snapshot.Version), "", "every write is one"),
        new("Columns", Figures.Number(snapshot.Schema.Fields.Length)),
        history is [{ Timestamp: { } at }, ..] ? new("Written", Figures.Day(at), "", Figures.Time(at)) : new("Written", Figures.None),
        new("Quarantined", Figures.Compact(quarantine.RowCount), "rows", "set aside with the reason"),
    ];

    /// <summary>Tables of the data folder by path under <c>tables</c>, such as <c>bikes</c> and <c>predictions/bikes</c>.</summary>
    internal static IReadOnlyList<string> Names(DataFolder folder)
    {
        var names = new List<string>();
        if (Directory.Exists(folder.Tables)) Find(folder.Tables, "", 0, names);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    static void Find(string place, string name, int depth, List<string> names)
    {
        if (name.Length > 0 && DeltaTable.Exists(place)) names.Add(name);
        else if (depth < Depth)
            foreach (var inner in new DirectoryInfo(place).EnumerateDirectories())
                Find(inner.FullName, name.Length == 0 ? inner.Name : $"{name}/{inner.Name}", depth + 1, names);
    }

    static TablesView.Line Line(DataFolder folder, string name, ProjectState? project)
    {
        var table = DeltaTable.Open(PlaceOf(folder, name));
        var snapshot = table.Snapshot();
        var quarantine = PlaceOf(folder, name + QuarantineSuffix);
        return new(
            name, Kind(name, project), snapshot.Version, snapshot.RowCount, table.History(1) is [var last] ? last.Timestamp : null,
            project is null ? null : Passed(Expectations(project, Quarantined(folder, name))),
            DeltaTable.Exists(quarantine) ? DeltaTable.Open(quarantine).Snapshot().RowCount ?? 0 : 0);
    }

    static string Kind(string name, ProjectState? project) =>
        name.Split('/') is [var kind, _] ? kind : name == NotificationLog.TableName ? "what was announced" : project is null ? "rows" : "source";

    static (int Passed, int Of) Passed(IReadOnlyList<(string Claim, bool Passed, long Broken)> expectations) =>
        (expectations.Count(each => each.Passed), expectations.Count);

    static Table Rows(string name, DeltaSnapshot snapshot) => snapshot.RowCount is null or > MostProfiled
        ? throw new InvalidOperationException($"The table has more than {Figures.Number(MostProfiled)} rows. Type 'panta data profile {name}' for its profile.")
        : snapshot.Read();

    static (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) Last(Table rows) =>
        (rows.Schema.Names.ToArray(), [.. Enumerable.Range(0, Math.Min(rows.RowCount, ShownRows)).Select(k => Row(rows, rows.RowCount - 1 - k))]);

    static IReadOnlyList<string> Row(Table rows, int row) => [.. rows.Schema.Fields.Select(field => TableProfile.Cell(field, rows[field.Name], row))];

    static string Lede(string name, ProjectStore projects) => name.Split('/') switch
    {
        ["predictions", var endpoint] => $"Every prediction of endpoint {endpoint}, on disk before it was answered.",
        ["labels", var endpoint] => $"The truth about the predictions of endpoint {endpoint}, as it arrived; the last label of a key counts.",
        [NotificationLog.TableName] => "What the monitors announced, for whoever is to be told.",
        [var source] when projects.Find(source) is { } project =>
            $"What project {source} learned from first; later it learns from what {project.Definition.Endpoint.Name} answered and its labels.",
        [var source] when source.EndsWith(QuarantineSuffix, StringComparison.Ordinal) => "Rows that broke an expectation, with the reason.",
        _ => "Rows.",
    };

    static Table Quarantined(DataFolder folder, string name)
    {
        var place = PlaceOf(folder, name + QuarantineSuffix);
        return DeltaTable.Exists(place) ? DeltaTable.Open(place).Read() : new Table(new Panta.Data.Schemas.Schema([]), [], 0);
    }

    /// <summary>What the table's project promises of it, with the rows that were set aside for each claim.</summary>
    static IReadOnlyList<(string Claim, bool Passed, long Broken)> Expectations(ProjectState? project, Table quarantine)
    {
        if (project is null) return [];
        string[] reasons = [.. Enumerable.Range(0, quarantine.RowCount).Select(row => ReasonOf(quarantine, row))];
        return [.. project.Definition.Expectations
            .Select(each => (each.Claim, Broken: reasons.LongCount(reason => reason.Contains(each.Claim, StringComparison.Ordinal))))
            .Select(each => (each.Claim, each.Broken == 0, each.Broken))];
    }

    static string ReasonOf(Table table, int row) =>
        table.Schema.Contains(ReasonColumn) ? table[ReasonColumn].Value(row)?.ToString() ?? Figures.None : Figures.None;

    static string RowText(Table table, int row) =>
        string.Join(", ", table.Schema.Names.Where(column => column != ReasonColumn).Select(column => $"{column} {table[column].Value(row) ?? Figures.None}"));

    static string PlaceOf(DataFolder folder, string name) => Path.Combine(folder.Tables, name);
}
