using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Panta.Server;

namespace Panta.EndToEnd.Loops;

/// <summary>A whole server on a free port and a folder of its own, for one test.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly DirectoryInfo _place;

    RunningServer(WebApplication app, DirectoryInfo place, string address) => (_app, _place, Address) = (app, place, new Uri(address));

    public Uri Address { get; }

    public string Folder => _place.FullName;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="data">Its data folder. Default null: one of its own.</param>
    public static async Task<RunningServer> StartAsync(string? data = null)
    {
        var place = Directory.CreateTempSubdirectory("panta-loop-");
        var app = PantaServer.Build(new PantaServerOptions { DataFolder = data ?? Path.Combine(place.FullName, "data"), Port = 0, LogLevel = LogLevel.Error });
        return new(app, place, await PantaServer.StartAsync(app));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _place.Delete(recursive: true);
    }
}
