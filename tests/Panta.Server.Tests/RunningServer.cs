namespace Panta.Server.Tests;

/// <summary>A server on a free port with a data folder of its own; both go when the test ends.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly DirectoryInfo _folder;
    readonly Microsoft.AspNetCore.Builder.WebApplication _app;

    RunningServer(DirectoryInfo folder, Microsoft.AspNetCore.Builder.WebApplication app, string address)
    {
        _folder = folder;
        _app = app;
        Address = address;
        Client = new() { BaseAddress = new(address) };
    }

    public string Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningServer> StartAsync(Func<PantaServerOptions, PantaServerOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("panta-server-");
        var options = new PantaServerOptions { DataFolder = folder.FullName, Port = 0, LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning };
        var app = PantaServer.Build(configure is null ? options : configure(options));
        return new(folder, app, await PantaServer.StartAsync(app));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
