using Panta.Cli.Demo;

namespace Panta.Tests.Pages;

/// <summary>A server over a store of made-up runs, filled once for all tests that share it.</summary>
[CollectionDefinition(Collection)]
public sealed class FilledServer : IAsyncLifetime, ICollectionFixture<FilledServer>
{
    /// <summary>The name of the tests' collection.</summary>
    public const string Collection = "filled server";

    /// <summary>Gets how many runs there are; 60 % of them are of the first experiment.</summary>
    public const int Runs = 3000;

    readonly int _runs;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("panta-filled-");
    RunningServer? _server;

    /// <summary>A store of <see cref="Runs"/> runs.</summary>
    public FilledServer()
        : this(Runs)
    {
    }

    internal FilledServer(int runs) => _runs = runs;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    async Task IAsyncLifetime.InitializeAsync()
    {
        await RunFiller.FillAsync(_folder.FullName, _runs, Stories.Seed, TimeProvider.System, new Progress<long>(), CancellationToken.None);
        _server = await RunningServer.StartAsync(options => options with { DataFolder = _folder.FullName });
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
