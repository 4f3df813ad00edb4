using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta models</c>: the registered models with their aliases.</summary>
static class ModelsList
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("models", "List registered models with their aliases.");
        ServerChoice.AddTo(command);
        command.Subcommands.Add(ModelShow.Build(terminal));
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var models = await AllAsync(server, cancel);
            Output.Of(terminal, parsed).WriteRows(
                models,
                ["model", "aliases", "last version", "updated"],
                [.. models.Select(Row)],
                "There are no models yet. 'panta apply' trains and registers the first one of a project.");
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<JsonArray> AllAsync(ServerConnection server, CancellationToken cancel)
    {
        var models = new JsonArray();
        for (string? page = ""; page is not null;)
        {
            var answer = await server.GetAsync($"api/2.0/mlflow/registered-models/search?max_results=1000&page_token={Uri.EscapeDataString(page)}", cancel);
            foreach (var model in answer["registered_models"]?.AsArray() ?? []) models.Add(model!.DeepClone());
            page = answer["next_page_token"]?.ToString() is { Length: > 0 } next ? next : null;
        }
        return models;
    }

    static string[] Row(JsonNode? model) =>
    [
        model.Text("name"),
        string.Join("  ", (model?["aliases"]?.AsArray() ?? []).Select(alias => $"{alias.Text("alias")}={alias.Text("version")}")),
        (model?["latest_versions"]?.AsArray() ?? []).Select(version => version.Text("version")).LastOrDefault() ?? "",
        model.Time("last_updated_timestamp"),
    ];
}
