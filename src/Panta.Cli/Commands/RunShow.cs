using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta runs show</c>: one run with its parameters, metrics and tags.</summary>
static class RunShow
{
    static readonly Argument<string> Id = new("RUN") { Description = "The run's id." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("show", "Show one run: parameters, metrics and tags.") { Id };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var answer = await server.GetAsync($"api/2.0/mlflow/runs/get?run_id={Uri.EscapeDataString(parsed.GetValue(Id)!)}", cancel);
            Output.Of(terminal, parsed).WriteFields(answer["run"] ?? answer, Fields(answer["run"]));
            return ExitCode.Done;
        });
        return command;
    }

    static (string Name, string Value)[] Fields(JsonNode? run) =>
    [
        ("run", run?["info"].Text("run_id") ?? ""),
        ("name", run?["info"].Text("run_name") ?? ""),
        ("status", run?["info"].Text("status") ?? ""),
        ("started", run?["info"].Time("start_time") ?? ""),
        ("ended", run?["info"].Time("end_time") ?? ""),
        .. Pairs(run, "params", "param", entry => entry.Text("value")),
        .. Pairs(run, "metrics", "metric", entry => entry.Number("value")),
        .. Pairs(run, "tags", "tag", entry => entry.Text("value")),
    ];

    static IEnumerable<(string Name, string Value)> Pairs(JsonNode? run, string kind, string label, Func<JsonNode?, string> value) =>
        (run?["data"]?[kind]?.AsArray() ?? []).Select(entry => ($"{label} {entry.Text("key")}", value(entry)));
}
