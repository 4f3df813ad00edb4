using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta models show</c>: the versions of one model.</summary>
static class ModelShow
{
    static readonly Argument<string> Model = new("MODEL") { Description = "The registered model's name." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("show", "List the versions of one model, the newest first.") { Model };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var name = parsed.GetValue(Model)!;
            await server.GetAsync($"api/2.0/mlflow/registered-models/get?name={Uri.EscapeDataString(name)}", cancel);
            var filter = Uri.EscapeDataString($"name='{name.Replace("'", "''", StringComparison.Ordinal)}'");
            var answer = await server.GetAsync($"api/2.0/mlflow/model-versions/search?max_results=1000&filter={filter}", cancel);
            var versions = answer["model_versions"]?.DeepClone().AsArray() ?? [];
            Output.Of(terminal, parsed).WriteRows(
                versions, ["version", "aliases", "run", "made", "status"], [.. versions.Select(Row)], $"Model '{name}' has no versions yet.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Row(JsonNode? version) =>
    [
        version.Text("version"),
        string.Join(", ", (version?["aliases"]?.AsArray() ?? []).Select(alias => alias?.ToString())),
        version.Text("run_id"),
        version.Time("creation_timestamp"),
        version.Text("status"),
    ];
}
