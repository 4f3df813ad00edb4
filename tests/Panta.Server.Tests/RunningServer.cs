using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Panta.Server;

namespace Panta.Tests;

/// <summary>A whole server on a free port and a folder of its own; both go when the test ends.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly DirectoryInfo _place;

    RunningServer(WebApplication app, DirectoryInfo place, string address)
    {
        (_app, _place, Address) = (app, place, new(address));
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>A client of the server.</summary>
    public HttpClient Client { get; }

    /// <summary>A folder that is the test's; the server's data are in one below it.</summary>
    public string Folder => _place.FullName;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes its options. Default null: as they are.</param>
    public static async Task<RunningServer> StartAsync(Func<PantaServerOptions, PantaServerOptions>? configure = null)
    {
        var place = Directory.CreateTempSubdirectory("panta-server-");
        var options = new PantaServerOptions { DataFolder = Path.Combine(place.FullName, "data"), Port = 0, LogLevel = LogLevel.Error };
        var app = PantaServer.Build(configure is null ? options : configure(options));
        return new(app, place, await PantaServer.StartAsync(app));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _place.Delete(recursive: true);
    }
}
