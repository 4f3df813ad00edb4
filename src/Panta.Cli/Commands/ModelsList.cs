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
            var models = new JsonArray([.. await ServerConnection.PagesAsync(
                "registered_models",
                token => server.GetAsync($"api/2.0/mlflow/registered-models/search?max_results=1000&page_token={Uri.EscapeDataString(token)}", cancel))
                .ToListAsync(cancel)]);
            Output.Of(terminal, parsed).WriteRows(
                models,
                ["model", "aliases", "last version", "updated"],
                [.. models.Select(Row)],
                "There are no models yet. 'panta apply' trains and registers the first one of a project.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Row(JsonNode? model) =>
    [
        model.Text("name"),
        string.Join("  ", (model?["aliases"]?.AsArray() ?? []).Select(alias => $"{alias.Text("alias")}={alias.Text("version")}")),
        (model?["latest_versions"]?.AsArray() ?? []).Select(version => version.Text("version")).LastOrDefault() ?? "",
        model.Time("last_updated_timestamp"),
    ];
}
