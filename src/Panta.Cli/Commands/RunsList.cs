using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta runs</c>: the latest runs, with their metrics.</summary>
static class RunsList
{
    static readonly Option<string?> Experiment = new("--experiment") { Description = "Only runs of this experiment (default: of all).", HelpName = "NAME" };

    static readonly Option<int> Limit = new("--limit")
    {
        Description = "At most so many runs, the newest first.",
        DefaultValueFactory = _ => 20,
        HelpName = "N",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("runs", "List runs, the newest first.") { Experiment, Limit };
        ServerChoice.AddTo(command);
        command.Subcommands.Add(RunShow.Build(terminal));
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(Limit) is < 1 or > 1000) throw new UsageException($"--limit {parsed.GetValue(Limit)} is not allowed; give 1 to 1000.");

            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var experiments = await ExperimentsAsync(server, parsed.GetValue(Experiment), cancel);
            var runs = await SearchAsync(server, [.. experiments.Keys], parsed.GetValue(Limit), cancel);
            Output.Of(terminal, parsed).WriteRows(
                runs,
                ["run", "name", "experiment", "status", "started", "metrics"],
                [.. runs.OfType<JsonObject>().Select(run => Row(run, experiments))],
                "There are no runs yet. 'panta train' makes one, as does any MLflow client that logs here.");
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<Dictionary<string, string>> ExperimentsAsync(ServerConnection server, string? name, CancellationToken cancel)
    {
        var body = new JsonObject { ["max_results"] = 1000 };
        if (name is not null) body["filter"] = $"name = '{name.Replace("'", "''", StringComparison.Ordinal)}'";
        var answer = await server.PostAsync("api/2.0/mlflow/experiments/search", body, cancel);
        var found = (answer["experiments"]?.AsArray() ?? [])
            .ToDictionary(experiment => experiment.Text("experiment_id"), experiment => experiment.Text("name"));
        if (name is not null && found.Count == 0) throw new UsageException($"There is no experiment '{name}'. 'panta runs' lists the runs of all.");

        return found;
    }

    static async Task<JsonArray> SearchAsync(ServerConnection server, string[] experiments, int limit, CancellationToken cancel)
    {
        if (experiments.Length == 0) return [];

        var answer = await server.PostAsync("api/2.0/mlflow/runs/search", new JsonObject
        {
            ["experiment_ids"] = new JsonArray([.. experiments.Select(id => JsonValue.Create(id))]),
            ["max_results"] = limit,
            ["order_by"] = new JsonArray("attributes.start_time DESC"),
        }, cancel);
        return answer["runs"]?.DeepClone().AsArray() ?? [];
    }

    static string[] Row(JsonObject run, Dictionary<string, string> experiments)
    {
        var about = run["info"];
        return
        [
            about.Text("run_id"),
            about.Text("run_name"),
            experiments.GetValueOrDefault(about.Text("experiment_id"), ""),
            about.Text("status"),
            about.Time("start_time"),
            string.Join("  ", (run["data"]?["metrics"]?.AsArray() ?? []).Take(4).Select(metric => $"{metric.Text("key")}={metric.Number("value")}")),
        ];
    }
}
