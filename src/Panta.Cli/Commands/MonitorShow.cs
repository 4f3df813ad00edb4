using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta monitor</c>: how projects stand; of one project, its windows, open alerts and decisions.</summary>
static class MonitorShow
{
    static readonly Argument<string?> Project = new("PROJECT") { Description = "The project's name (default: all, a line each).", Arity = ArgumentArity.ZeroOrOne };

    static readonly Option<int> Limit = new("--limit") { Description = "At most so many windows and decisions, the newest.", DefaultValueFactory = _ => 10, HelpName = "N" };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("monitor", "Show how models do: the metric window by window, open alerts, what was decided.") { Project, Limit };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var output = Output.Of(terminal, parsed);
            if (parsed.GetValue(Project) is { } name) await ShowOneAsync(server, name, parsed.GetValue(Limit), output, cancel);
            else await ShowAllAsync(server, output, terminal, cancel);
            return ExitCode.Done;
        });
        return command;
    }

    static async Task ShowAllAsync(ServerConnection server, Output output, Terminal terminal, CancellationToken cancel)
    {
        var answer = await server.GetAsync("api/1.0/projects", cancel);
        foreach (var problem in answer["unreadable"]?.AsArray() ?? []) terminal.Error.WriteLine($"panta: {problem}");
        var projects = answer["projects"]?.DeepClone().AsArray() ?? [];
        output.WriteRows(
            projects,
            ["project", "time", "champion", "metric", "kept fresh", "frozen", "alerts", "retrains", "promotions"],
            [.. projects.Select(project => new[]
            {
                project.Text("name"), project.Time("now"), project.Text("champion"), project.Text("metric"), project?["kpi"].Number("champion") ?? "",
                project?["kpi"].Number("frozen") ?? "", project.Text("alerts"), project.Text("retrains"), project.Text("promotions"),
            })],
            "There are no projects yet. 'panta new FILE' writes a project file for your data, 'panta apply' makes it.");
    }

    static async Task ShowOneAsync(ServerConnection server, string name, int limit, Output output, CancellationToken cancel)
    {
        var address = $"api/1.0/projects/{Uri.EscapeDataString(name)}";
        var project = await server.GetAsync(address, cancel);
        var windows = Newest((await server.GetAsync($"{address}/windows", cancel))["windows"], limit);
        var decisions = Newest((await server.GetAsync($"{address}/decisions?limit=10000", cancel))["decisions"], limit);
        var alerts = (await server.GetAsync($"api/1.0/alerts?open=true&project={Uri.EscapeDataString(name)}", cancel))["alerts"]?.DeepClone().AsArray() ?? [];

        var document = new JsonObject { ["project"] = project, ["windows"] = windows, ["alerts"] = alerts, ["decisions"] = decisions };
        output.WriteSections(
            document,
            new($"Windows ({project.Text("metric")})", ["from", "to", "version", "predictions", "labels", "value", "limit"], Rows(windows, WindowRow), "No window has been judged yet."),
            new("Open alerts", ["since", "check", "column", "severity", "message"], Rows(alerts, AlertRow), "None."),
            new("Decisions", ["at", "kind", "what", "evidence", "by"], Rows(decisions, DecisionRow), "None yet."));
    }

    static JsonArray Newest(JsonNode? rows, int limit) => new([.. (rows?.AsArray() ?? []).TakeLast(limit).Select(row => row?.DeepClone())]);

    static string[][] Rows(JsonArray rows, Func<JsonNode?, string[]> row) => [.. rows.Select(row)];

    static string[] WindowRow(JsonNode? window) =>
    [
        window.Time("start"), window.Time("end"), window.Text("modelVersion"), window.Text("predictions"), window.Text("labels"), window.Number("kpi"), window.Number("limit"),
    ];

    static string[] AlertRow(JsonNode? alert) =>
        [alert.Time("openedAt"), alert.Text("check"), alert.Text("column"), alert.Text("severity"), alert.Text("message")];

    static string[] DecisionRow(JsonNode? decision) =>
        [decision.Time("at"), decision.Text("kind"), decision.Text("what"), decision.Text("evidence"), decision.Text("by")];
}
