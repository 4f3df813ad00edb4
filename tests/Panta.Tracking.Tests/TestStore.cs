using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests;

/// <summary>A data folder with its database for one test, removed afterwards. In a <see cref="StoreFactAttribute"/> the database is of the kind it runs on.</summary>
sealed class TestStore : IDisposable
{
    readonly TemporaryFolder _temporary = new();
    readonly TestDatabase? _postgres;

    public TestStore()
    {
        Folder = DataFolder.Open(_temporary.Path);
        _postgres = StoreTestCase.Current == StoreKind.Postgres ? new() : null;
        Database = _postgres is null ? Database.Open(Folder) : Database.Open(Folder, _postgres.Address);
    }

    public DataFolder Folder { get; }

    public Database Database { get; }

    public void Dispose()
    {
        Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Folder.Dispose();
        _postgres?.Dispose();
        _temporary.Dispose();
    }
}
