using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Cli.Tests.Commands;

public sealed class WebhooksListTests
{
    [Fact]
    public async Task Webhooks_their_deliveries_and_why_they_failed_are_listed_and_sent_again()
    {
        using var folder = new TemporaryFolder();
        var id = await MakeAsync(folder["data"]);

        var list = await Cli.RunAsync("webhooks", "--data", folder["data"]);
        var log = await UntilFailedAsync(id, folder["data"]);
        var retry = await Cli.RunAsync("webhooks", "retry", id, "--data", folder["data"]);

        Assert.Matches($"{id} +hook +ACTIVE +registered_model.created panta_registered_model.deleted +https://127.0.0.1:9/x", list.Out);
        Assert.Matches("registered_model.created +failed +1 .*Refused: host '127.0.0.1' has the address 127.0.0.1, which is not public", log);
        Assert.Equal("Failed deliveries that are queued again: 1. A running server sends them.\n", retry.Out);
    }

    [Fact]
    public async Task An_unknown_webhook_is_named()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder["data"]);

        var result = await Cli.RunAsync("webhooks", "deliveries", "no-such", "--data", folder["data"]);

        Assert.Equal((1, "panta: Webhook with ID no-such not found.\n"), (result.Code, result.Error));
    }

    static async Task<string> MakeAsync(string path)
    {
        using var folder = DataFolder.Open(path);
        await using var database = Database.Open(folder);
        var webhooks = new WebhookStore(database, folder, new() { AllowPrivateAddresses = true }, TimeProvider.System);
        var made = await webhooks.CreateAsync(new()
        {
            Name = "hook",
            Url = "https://127.0.0.1:9/x",
            Events =
            [
                new(WebhookEntity.RegisteredModel, WebhookAction.Created), new(WebhookEntity.PantaRegisteredModel, WebhookAction.Deleted),
            ],
        });
        await new ModelRegistry(database, TimeProvider.System).CreateAsync("m");
        return made.WebhookId;
    }

    // The command is the server while it runs, and sends too.
    static async Task<string> UntilFailedAsync(string id, string data)
    {
        for (var attempt = 0; attempt < 20; attempt++)
            if (await Cli.RunAsync("webhooks", "deliveries", id, "--data", data) is { Out: var log } && log.Contains("failed", StringComparison.Ordinal)) return log;
        return "";
    }
}
