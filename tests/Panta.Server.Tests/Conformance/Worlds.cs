using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Conformance;

/// <summary>One world on each kind of store, started at first use.</summary>
public sealed class Worlds : IAsyncLifetime
{
    readonly Lazy<Task<World>> _sqlite = new(() => World.StartAsync(null));
    readonly Lazy<TestDatabase> _database = new(() => new());
    readonly Lazy<Task<World>> _postgres;

    public Worlds() => _postgres = new(() => World.StartAsync(_database.Value.Address.Connection));

    /// <summary>That of the store which the test under way is about.</summary>
    public Task<World> Current => StoreTestCase.Current == StoreKind.Postgres ? _postgres.Value : _sqlite.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var world in (Lazy<Task<World>>[])[_sqlite, _postgres])
            if (world.IsValueCreated) await (await world.Value).DisposeAsync();
        if (_database.IsValueCreated) _database.Value.Dispose();
    }
}
