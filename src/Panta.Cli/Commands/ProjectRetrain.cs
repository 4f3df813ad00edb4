using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta retrain</c>: runs a project's retraining workflow now; the new model is promoted only if its gates pass.</summary>
static class ProjectRetrain
{
    static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("retrain", "Train a challenger now; it is promoted only if it is shown to be better.") { Project };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(Project)!;
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            using var progress = new Progress(terminal, $"Retraining {name}");
            var run = await server.PostAsync(
                $"api/1.0/projects/{Uri.EscapeDataString(name)}/retrain", new JsonObject { ["who"] = Environment.UserName }, cancel);
            progress.Dispose();

            Output.Of(terminal, parsed).WriteFields(run, Fields(run));
            return run.Text("outcome") is "promoted" or "kept" ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    static (string Name, string Value)[] Fields(JsonNode run) =>
    [
        ("outcome", run.Text("outcome")),
        ("evidence", run["evidence"].Text("sentence")),
        ("version", run["evidence"].Text("version")),
        ("run", run["evidence"].Text("runId")),
        ("workflow run", run.Text("id")),
    ];
}
