using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Cli.Transfers;

namespace Panta.Cli.Commands;

/// <summary><c>panta runs</c>: the latest runs, with their metrics.</summary>
static class RunsList
{
    const int Usual = 20, PageSize = 1000;

    static readonly Option<string?> Experiment = new("--experiment") { Description = "Only runs of this experiment, by name or id (default: of all).", HelpName = "NAME" };

    static readonly Option<int?> Limit = new("--limit") { Description = "At most so many runs (default: 20; with --csv all).", HelpName = "N" };

    static readonly Option<string?> Filter = new("--filter")
    {
        Description = "Only runs that this finds, as \"metrics.mae < 40 AND params.model = 'trees'\".",
        HelpName = "TEXT",
    };

    static readonly Option<string[]> OrderBy = new("--order-by")
    {
        Description = "Another order, as \"metrics.mae ASC\"; may be repeated.",
        HelpName = "KEY",
    };

    static readonly Option<string?> Csv = new("--csv")
    {
        Description = "Write what is found into a new file, with a column for every param, metric and tag.",
        HelpName = "FILE",
    };

    public static Command Build(Terminal terminal)
    {
        var command = Listing(terminal, "runs");
        command.Subcommands.Add(Listing(terminal, "list"));
        command.Subcommands.Add(RunShow.Build(terminal));
        return command;
    }

    static Command Listing(Terminal terminal, string name)
    {
        var command = new Command(name, "List runs, the newest first unless --order-by says otherwise.") { Experiment, Filter, OrderBy, Limit, Csv };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(Limit) is < 1) throw new UsageException($"--limit {parsed.GetValue(Limit)} is not allowed; give 1 or more.");

            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var experiments = await ExperimentsAsync(server, parsed.GetValue(Experiment), cancel);
            if (parsed.GetValue(Csv) is { } file)
            {
                var written = new RunsFile(server.Address, [.. experiments.Keys], parsed.GetValue(Filter) ?? "", Order(parsed), parsed.GetValue(Limit))
                    .Write(file, terminal, cancel);
                Output.Of(terminal, parsed).WriteLine(
                    new JsonObject { ["path"] = Path.GetFullPath(file), ["runs"] = written },
                    $"{written:N0} {(written == 1 ? "run" : "runs")} written: {file}.");
                return ExitCode.Done;
            }

            var (runs, isCut) = await SearchAsync(server, [.. experiments.Keys], parsed, cancel);
            Output.Of(terminal, parsed).WriteRows(
                runs,
                ["run", "name", "experiment", "status", "started", "metrics"],
                [.. runs.OfType<JsonObject>().Select(run => Row(run, experiments))],
                parsed.GetValue(Filter) is null
                    ? "There are no runs yet. 'panta train' makes one, as does any MLflow client that logs here."
                    : "No run is like that.");
            if (isCut)
                await terminal.Error.WriteLineAsync(
                    $"{runs.Count:N0} {(runs.Count == 1 ? "run is" : "runs are")} shown; there are more. --limit N shows so many, --csv FILE writes all.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Order(ParseResult parsed) => parsed.GetValue(OrderBy) is { Length: > 0 } given ? given : ["attributes.start_time DESC"];

    // As panta import: a name is a name also where it is another experiment's id.
    static async Task<Dictionary<string, string>> ExperimentsAsync(ServerConnection server, string? wanted, CancellationToken cancel)
    {
        var all = await ServerConnection.PagesAsync(
            "experiments",
            token => server.PostAsync(
                "api/2.0/mlflow/experiments/search", new JsonObject { ["max_results"] = PageSize, ["page_token"] = token }, cancel))
            .ToDictionaryAsync(experiment => experiment.Text("experiment_id"), experiment => experiment.Text("name"), cancellationToken: cancel);
        if (wanted is null) return all;

        foreach (var (id, name) in all)
            if (name == wanted) return new() { [id] = name };
        return all.TryGetValue(wanted, out var found)
            ? new() { [wanted] = found }
            : throw new UsageException($"There is no experiment '{wanted}'. 'panta runs' lists the runs of all.");
    }

    static async Task<(JsonArray Runs, bool IsCut)> SearchAsync(ServerConnection server, string[] experiments, ParseResult parsed, CancellationToken cancel)
    {
        if (experiments.Length == 0) return ([], false);

        var most = parsed.GetValue(Limit) ?? Usual;
        var runs = new JsonArray();
        var found = ServerConnection.PagesAsync("runs", token => server.PostAsync("api/2.0/mlflow/runs/search", new JsonObject
        {
            ["experiment_ids"] = new JsonArray([.. experiments.Select(id => JsonValue.Create(id))]),
            ["max_results"] = Math.Min(most, PageSize - 1) + 1, // one more tells whether there are more
            ["filter"] = parsed.GetValue(Filter) ?? "",
            ["order_by"] = new JsonArray([.. Order(parsed).Select(key => JsonValue.Create(key))]),
            ["page_token"] = token,
        }, cancel));
        await foreach (var run in found)
        {
            if (runs.Count == most) return (runs, true);
            runs.Add(run);
        }

        return (runs, false);
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
