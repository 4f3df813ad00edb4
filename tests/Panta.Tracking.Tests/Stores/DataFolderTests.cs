using Panta.Data.Databases;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

public sealed class DataFolderTests : IDisposable
{
    readonly TemporaryFolder _temporary = new();

    string Root => Path.Combine(_temporary.Path, "data");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void No_folder_is_made_for_a_database_that_does_not_answer()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "typo");

        Assert.Throws<StoreException>(() => DataFolder.Open(path, PostgresAddress.Parse("postgres://me@127.0.0.1:9/nodb")));

        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Opening_makes_the_layout()
    {
        using var folder = DataFolder.Open(Root);

        Assert.Equal(["artifacts", "keys", "lock", "tables", "wal"], Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_second_opener_is_refused_and_told_who_holds_the_folder()
    {
        using var folder = DataFolder.Open(Root);
        folder.Announce("http://127.0.0.1:5000");

        var error = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(Root));

        Assert.Equal(new LockHolder(Environment.ProcessId, "http://127.0.0.1:5000"), error.Holder);
        Assert.Equal(
            $"The data folder '{Root}' is in use by the server at http://127.0.0.1:5000 (process {Environment.ProcessId}). "
            + "Use that server, stop it, or give another folder.",
            error.Message);
    }

    [Fact]
    public void The_holder_is_known_without_opening_and_gone_after_closing()
    {
        using (var folder = DataFolder.Open(Root))
            Assert.Equal(new LockHolder(Environment.ProcessId, ""), DataFolder.FindHolder(Root));

        Assert.Null(DataFolder.FindHolder(Root));
        DataFolder.Open(Root).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_clear_error()
    {
        File.WriteAllText(Root, "a file");

        var error = Assert.Throws<StoreException>(() => DataFolder.Open(Root));

        Assert.StartsWith($"The store '{Root}' cannot be opened:", error.Message);
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("/etc/passwd")]
    [InlineData("tables/../../x")]
    public void Paths_that_lead_out_of_the_folder_are_refused(string path)
    {
        using var folder = DataFolder.Open(Root);

        Assert.Throws<ArgumentException>(() => folder.Resolve(path));
    }
}
