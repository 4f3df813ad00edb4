using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta webhooks deliveries</c>: what was sent to one webhook, and what came of it.</summary>
static class WebhookDeliveries
{
    static readonly Argument<string> Webhook = new("WEBHOOK") { Description = "The webhook's id, as 'panta webhooks' lists it." };

    static readonly Option<int> Limit = new("--limit")
    {
        Description = "At most so many deliveries, the newest first.",
        DefaultValueFactory = _ => 20,
        HelpName = "N",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("deliveries", "List what was sent to one webhook, the newest first.") { Webhook, Limit };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(Limit) is < 1 or > 1000) throw new UsageException($"--limit {parsed.GetValue(Limit)} is not allowed; give 1 to 1000.");

            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var answer = await server.GetAsync(
                $"api/1.0/webhooks/{Uri.EscapeDataString(parsed.GetValue(Webhook)!)}/deliveries?limit={parsed.GetValue(Limit)}", cancel);
            var deliveries = answer["deliveries"]?.DeepClone().AsArray() ?? [];
            Output.Of(terminal, parsed).WriteRows(
                deliveries, ["time", "event", "state", "attempts", "answer", "delivery", "error"], [.. deliveries.Select(Row)],
                "Nothing was sent to this webhook yet.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Row(JsonNode? delivery) =>
    [
        delivery.Time("time"),
        delivery.Text("event"),
        delivery.Text("state"),
        delivery.Text("attempts"),
        delivery.Text("responseStatus"),
        delivery.Text("deliveryId"),
        delivery.Text("error"),
    ];
}
