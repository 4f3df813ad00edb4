using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta webhooks</c>: the addresses that are told of changes in the registry.</summary>
static class WebhooksList
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("webhooks", "List the webhooks that are told of changes in the registry, the newest first.");
        ServerChoice.AddTo(command);
        command.Subcommands.Add(WebhookDeliveries.Build(terminal));
        command.Subcommands.Add(WebhookRetry.Build(terminal));
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var webhooks = await AllAsync(server, cancel);
            Output.Of(terminal, parsed).WriteRows(
                webhooks,
                ["webhook", "name", "status", "events", "address"],
                [.. webhooks.Select(Row)],
                "There are no webhooks yet. MlflowClient().create_webhook(…) of Python's mlflow makes one.");
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<JsonArray> AllAsync(ServerConnection server, CancellationToken cancel)
    {
        var webhooks = new JsonArray();
        for (string? page = ""; page is not null;)
        {
            var answer = await server.GetAsync($"api/2.0/mlflow/webhooks?max_results=1000&page_token={Uri.EscapeDataString(page)}", cancel);
            foreach (var webhook in answer["webhooks"]?.AsArray() ?? []) webhooks.Add(webhook!.DeepClone());
            page = answer["next_page_token"]?.ToString() is { Length: > 0 } next ? next : null;
        }

        return webhooks;
    }

    static string[] Row(JsonNode? webhook) =>
    [
        webhook.Text("webhook_id"),
        webhook.Text("name"),
        webhook.Text("status"),
        string.Join(' ', Events(webhook, "events").Concat(Events(webhook, "panta_events"))),
        webhook.Text("url"),
    ];

    static IEnumerable<string> Events(JsonNode? webhook, string field) =>
        (webhook?[field]?.AsArray() ?? []).Select(one => $"{one.Text("entity")}.{one.Text("action")}".ToLowerInvariant());
}
