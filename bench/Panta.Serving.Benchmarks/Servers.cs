using System.Net;
using Panta.Data.Predictions;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Server;
using Panta.Serving.Endpoints;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;

namespace Panta.Serving.Benchmarks;

/// <summary>A server and where it listens.</summary>
sealed class Servers(WebApplication app, string address) : IAsyncDisposable
{
    public string Address { get; } = address;

    /// <summary>
    /// Kestrel that answers a constant of the same length: <c>/nothing</c> when it has read the body, <c>/kept</c> when the body is on disk in a write-ahead file, which is
    /// the least that an answer which may not be lost can cost.
    /// </summary>
    public static async Task<Servers> NothingAsync(string folder)
    {
        var file = WriteAheadFile.Open(folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var constant = """{"predictions":[123.45678901234567]}"""u8.ToArray();
        app.MapPost("/nothing", async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(constant);
        });
        app.MapPost("/kept", async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await file.AppendAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(constant);
        });
        app.Lifetime.ApplicationStopped.Register(() => file.DisposeAsync().AsTask().Wait());
        await app.StartAsync();
        return new(app, app.Urls.First());
    }

    /// <summary>The whole server on a fresh data folder, with one endpoint <c>bench</c>.</summary>
    public static async Task<Servers> PantaAsync(string folder, PipelineModel model, Table training)
    {
        var app = PantaServer.Build(new() { DataFolder = folder, Port = 0, LogLevel = LogLevel.Warning });
        var artifacts = app.Services.GetRequiredService<DataFolder>().Artifacts;
        ModelFolder.Save(Path.Combine(artifacts, "bench"), model, Models.SignatureOf(model, training), new() { Created = DateTimeOffset.UnixEpoch });
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        await registry.CreateAsync("bench");
        await registry.CreateVersionAsync(new() { Name = "bench", Source = "mlflow-artifacts:/bench" });
        await registry.SetAliasAsync("bench", "champion", 1, "bench", "");
        var address = await PantaServer.StartAsync(app);
        await app.Services.GetRequiredService<EndpointSet>().SetAsync(new() { Name = "bench", Model = "bench" });
        return new(app, address);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
