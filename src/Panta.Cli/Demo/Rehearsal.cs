using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Panta.Learning.Persistence;
using Panta.Server;
using Panta.Workflows.Projects;

namespace Panta.Cli.Demo;

/// <summary>A whole server inside the program, on a free port and a folder of its own, through which projects written in C# live their history.</summary>
public sealed class Rehearsal : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly DemoClient _client;

    Rehearsal(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        _client = new(address, TimeProvider.System);
    }

    /// <summary>Gets where the page is.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Its data folder; made where there is none.</param>
    public static async Task<Rehearsal> StartAsync(string folder)
    {
        var app = PantaServer.Build(new PantaServerOptions { DataFolder = folder, Port = 0, LogLevel = LogLevel.Error });
        return new(app, new(await PantaServer.StartAsync(app)));
    }

    /// <summary>Applies a project and lives its history, day by day.</summary>
    /// <param name="project">The project.</param>
    /// <param name="folder">The folder that its paths are relative to.</param>
    /// <param name="replay">The history.</param>
    /// <param name="tell">Given each decision as a line.</param>
    /// <returns>How it ended, in a sentence.</returns>
    public async Task<string> LiveAsync(Project project, string folder, Replay replay, Action<string> tell)
    {
        var yaml = YamlDocument.Write(RecordWriter.Write(project, defaults: false));
        var body = new JsonObject { ["yaml"] = yaml, ["folder"] = folder, ["clock"] = "replay", ["now"] = replay.Start };
        await _client.PostAsync("api/1.0/projects", body, default);
        var driver = new Driver(_client, replay, decision => tell(
            $"{decision["at"]!.GetValue<DateTimeOffset>():yyyy-MM-dd} {decision["kind"]}: {decision["what"]}, {decision["evidence"]}"));
        await driver.RunAsync(default);
        return StoryEnd.Of(await _client.GetAsync($"api/1.0/projects/{replay.Project}", default), driver.Predictions).Sentence;
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
