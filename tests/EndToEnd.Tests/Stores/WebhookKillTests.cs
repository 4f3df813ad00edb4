using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Panta.Server.Tests.Webhooks;
using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

/// <summary>
/// The server is killed (<c>kill -9</c>) between the commit of a change and its delivery: what was acknowledged is told after the next start.
/// </summary>
public sealed class WebhookKillTests
{
    const string Api = "/api/2.0/mlflow";

    static readonly Dictionary<string, string> Leave = new()
    {
        ["MLFLOW_WEBHOOK_ALLOWED_SCHEMES"] = "http", ["MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"] = "true",
    };

    [Fact]
    public async Task A_kill_while_a_delivery_is_under_way_and_others_wait_loses_none_of_them()
    {
        var well = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((http, _) => well.Task.WaitAsync(http.RequestAborted));
        await using var server = await PantaProcess.StartAsync(Leave);
        await HookAsync(server, receiver);
        var names = Enumerable.Range(0, 30).Select(i => $"m{i}").ToList();
        Assert.All(await Task.WhenAll(names.ConvertAll(name => TryCreateAsync(server, name))), Assert.True);
        var interrupted = await receiver.NextAsync();

        await server.KillAsync();
        well.SetResult();
        await server.StartAgainAsync();

        var told = await UntilAsync(receiver, names);
        Assert.All(told, one => Assert.Single(one.Value));
        Assert.Equal(interrupted.DeliveryId, told[NameIn(interrupted)].Single());
    }

    [Fact]
    public async Task Kills_at_random_moments_lose_no_event_and_never_change_its_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await PantaProcess.StartAsync(Leave);
        await HookAsync(server, receiver);
        var random = new Random(7);
        var acknowledged = new List<string>();

        for (var round = 0; round < 4; round++)
        {
            var names = Enumerable.Range(0, 300).Select(i => $"m{round}-{i}").ToList();
            var creating = names.ConvertAll(name => TryCreateAsync(server, name));
            await SomeAsync(creating, random.Next(5, 200));
            await server.KillAsync();
            acknowledged.AddRange(names.Zip(await Task.WhenAll(creating)).Where(pair => pair.Second).Select(pair => pair.First));
            await server.StartAgainAsync();
        }

        var told = await UntilAsync(receiver, acknowledged);
        Assert.All(told, one => Assert.Single(one.Value));
    }

    // Until so many were answered: a moment that a slow machine reaches too.
    static async Task SomeAsync(List<Task<bool>> creating, int count)
    {
        while (creating.Count(one => one.IsCompleted) < count) await Task.WhenAny(creating.Where(one => !one.IsCompleted));
    }

    static async Task HookAsync(PantaProcess server, WebhookReceiver receiver)
    {
        object[] events = [new { entity = "REGISTERED_MODEL", action = "CREATED" }];
        using var response = await server.Client.PostAsJsonAsync($"{Api}/webhooks", new { name = "hook", url = receiver.Url, events });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    static async Task<bool> TryCreateAsync(PantaProcess server, string name)
    {
        try
        {
            using var response = await server.Client.PostAsJsonAsync($"{Api}/registered-models/create", new { name });
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return false; // killed before it answered
        }
    }

    // The ids under which each name was told, until all that were acknowledged are among them.
    static async Task<Dictionary<string, HashSet<string>>> UntilAsync(WebhookReceiver receiver, List<string> acknowledged)
    {
        var told = new Dictionary<string, HashSet<string>>();
        while (!acknowledged.TrueForAll(told.ContainsKey))
        {
            var next = await receiver.NextAsync();
            if (!told.TryGetValue(NameIn(next), out var ids)) told.Add(NameIn(next), ids = []);
            ids.Add(next.DeliveryId);
        }

        return told;
    }

    static string NameIn(Received delivery) => delivery.Json.GetProperty("data").GetProperty("name").GetString()!;
}
