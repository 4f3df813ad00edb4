using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Tracking.Tests;

/// <summary>A data folder with its database for one test, removed afterwards. In a <see cref="StoreFactAttribute"/> the database is of the kind it runs on.</summary>
sealed class TestStore : IDisposable
{
    readonly TemporaryFolder _temporary = new();
    readonly TestDatabase? _postgres = StoreTestCase.Current == StoreKind.Postgres ? new() : null;

    readonly TimeProvider? _time;

    /// <summary>Opens a store.</summary>
    /// <param name="time">The database's clock; the system's by default.</param>
    public TestStore(TimeProvider? time = null)
    {
        _time = time;
        Reopen();
    }

    public DataFolder Folder { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    /// <summary>Where its metadata is.</summary>
    public StoreAddress Address => _postgres is null ? StoreAddress.Of(_temporary.Path) : StoreAddress.Of(_postgres.Address);

    /// <summary>Closes database and folder; what they hold stays until the test ends.</summary>
    public StoreAddress Close()
    {
        Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Folder.Dispose();
        return Address;
    }

    /// <summary>Opens them again.</summary>
    public Database Reopen()
    {
        Folder = DataFolder.Open(_temporary.Path);
        return Database = _postgres is null ? Database.Open(Folder, _time) : Database.Open(Folder, _postgres.Address, _time);
    }

    public void Dispose()
    {
        Close();
        _postgres?.Dispose();
        _temporary.Dispose();
    }
}
