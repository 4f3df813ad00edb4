using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests;

/// <summary>A data folder with its database for one test, removed afterwards.</summary>
sealed class TestStore : IDisposable
{
    readonly TemporaryFolder _temporary = new();

    public TestStore()
    {
        Folder = DataFolder.Open(_temporary.Path);
        Database = Database.Open(Folder);
    }

    public DataFolder Folder { get; }

    public Database Database { get; }

    public void Dispose()
    {
        Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Folder.Dispose();
        _temporary.Dispose();
    }
}
