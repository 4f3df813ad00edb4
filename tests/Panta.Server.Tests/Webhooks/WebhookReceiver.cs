using System.Text.Json;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Panta.Server.Tests.Webhooks;

/// <summary>A real server that takes deliveries in, and answers as the test says.</summary>
sealed class WebhookReceiver : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly WebApplication _app;
    readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Where deliveries go.</summary>
    public string Url { get; private set; } = "";

    /// <summary>How many came.</summary>
    public int Count { get; private set; }

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request, given how many came before it; by default with status 200.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<HttpContext, int, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(async http =>
        {
            var before = await receiver.TakeAsync(http);
            if (answer is not null) await answer(http, before);
        });
        await receiver._app.StartAsync();
        receiver.Url = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    /// <summary>The next delivery.</summary>
    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token); // requests that the test left hanging are cut
        await _app.DisposeAsync();
    }

    async Task<int> TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        lock (_received)
        {
            var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            _received.Writer.TryWrite(new(http.Request.Path, headers, body.ToArray()));
            return Count++;
        }
    }
}

/// <summary>A delivery as it arrived.</summary>
sealed record Received(string Path, Dictionary<string, string> Headers, byte[] Body)
{
    public string DeliveryId => Headers["X-MLflow-Delivery-Id"];

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
