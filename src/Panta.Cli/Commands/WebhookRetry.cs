using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta webhooks retry</c>: sends what failed again.</summary>
static class WebhookRetry
{
    static readonly Argument<string> Webhook = new("WEBHOOK") { Description = "The webhook's id, as 'panta webhooks' lists it." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("retry", "Queue the failed deliveries of one webhook again.") { Webhook };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var id = parsed.GetValue(Webhook)!;
            var answer = await server.PostAsync($"api/1.0/webhooks/{Uri.EscapeDataString(id)}/retry", new JsonObject(), cancel);
            Output.Of(terminal, parsed).WriteLine(answer, $"Failed deliveries that are queued again: {answer.Text("queued")}. A running server sends them.");
            return ExitCode.Done;
        });
        return command;
    }
}
