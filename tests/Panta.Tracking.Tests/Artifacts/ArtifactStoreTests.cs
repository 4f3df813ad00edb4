using System.Text;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    readonly TestStore _store = new();
    readonly ArtifactStore _artifacts;

    public ArtifactStoreTests() => _artifacts = new(_store.Folder);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Files_are_written_while_others_remove_their_folder_again_and_again()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++) await _artifacts.WriteAsync($"9/r/{writer}", new MemoryStream([1, 2, 3]));
        })));

        while (!writing.IsCompleted) _artifacts.Delete("9");

        await writing;
    }

    [Fact]
    public async Task A_file_comes_back_and_can_be_replaced_listed_and_removed()
    {
        await Write("0/r/a.txt", "long content");
        await Write("0/r/a.txt", "short");
        await Write("0/r/dir/b.txt", "x");

        Assert.Equal("short", Read("0/r/a.txt"));
        Assert.Equal([new("a.txt", false, 5), new ArtifactEntry("dir", true, null)], _artifacts.List("0/r"));
        _artifacts.Delete("0/r/dir");
        _artifacts.Delete("0/r/dir");
        Assert.Equal(["a.txt"], _artifacts.List("0/r").Select(e => e.Name));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        using var broken = new BrokenStream();

        await Assert.ThrowsAsync<EndOfStreamException>(() => _artifacts.WriteAsync("0/a.bin", broken));

        Assert.Empty(_artifacts.List("0"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Folder.Artifacts));
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_is_refused_and_leaves_the_old_file()
    {
        await Write("a.txt", "old");

        using var large = new MemoryStream(new byte[11]);
        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => _artifacts.WriteAsync("a.txt", large, limit: 10));

        Assert.Equal("old", Read("a.txt"));
        Assert.Single(Directory.EnumerateFileSystemEntries(_store.Folder.Artifacts));
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_removed_at_the_next_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_store.Folder.Artifacts, ".partial-x"), "half");

        var artifacts = new ArtifactStore(_store.Folder);

        Assert.Empty(artifacts.List(""));
        Assert.Empty(Directory.EnumerateFiles(_store.Folder.Artifacts));
    }

    [Fact]
    public async Task A_folder_is_no_file_and_a_file_no_folder()
    {
        await Write("dir/a.txt", "x");

        Assert.StartsWith("Artifact path refers to a directory", Assert.Throws<ArgumentException>(() => _artifacts.OpenRead("dir")).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => Write("dir", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Write("dir/a.txt/b.txt", "x"));
        Assert.Throws<NotFoundException>(() => _artifacts.OpenRead("dir/none"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".partial-1")]
    [InlineData("../panta.db")]
    public async Task The_store_itself_and_what_is_beside_it_cannot_be_written(string path) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Write(path, "x"));

    [Fact]
    public async Task Links_in_the_store_are_neither_followed_nor_shown()
    {
        using var outside = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(outside.Path, "secret.txt"), "secret");
        await Write("0/a.txt", "x");
        Directory.CreateSymbolicLink(Path.Combine(_store.Folder.Artifacts, "0", "out"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_store.Folder.Artifacts, "0", "secret.txt"), Path.Combine(outside.Path, "secret.txt"));

        Assert.Equal(["a.txt"], _artifacts.List("0").Select(e => e.Name));
        Assert.Empty(_artifacts.List("0/out"));
        Assert.Throws<NotFoundException>(() => _artifacts.OpenRead("0/out/secret.txt"));
        Assert.Throws<NotFoundException>(() => _artifacts.OpenRead("0/secret.txt"));
        await Assert.ThrowsAsync<ArgumentException>(() => Write("0/out/new.txt", "x"));
        _artifacts.Delete("0/out/secret.txt");
        _artifacts.Delete("0");
        Assert.Equal(["secret.txt"], Directory.EnumerateFiles(outside.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Another_folder_can_keep_the_files_and_is_remembered()
    {
        using var other = new TemporaryFolder();
        var place = Path.Combine(other.Path, "mlartifacts");
        var first = new ArtifactStore(_store.Folder, new Uri(place).AbsoluteUri);
        using (var content = new MemoryStream("x"u8.ToArray())) await first.WriteAsync("0/a.txt", content);

        Assert.Equal(place, first.Location);
        Assert.True(File.Exists(Path.Combine(place, "0", "a.txt")));
        Assert.Equal(["0"], new ArtifactStore(_store.Folder).List("").Select(e => e.Name));
    }

    [Theory]
    [InlineData("gs://bucket/x")]
    [InlineData("file://elsewhere/x")]
    [InlineData("s3://")]
    [InlineData("hdfs:/x")]
    public void A_destination_that_cannot_be_written_is_refused(string destination) =>
        Assert.Contains(destination, Assert.Throws<ArgumentException>(() => new ArtifactStore(_store.Folder, destination)).Message);

    async Task Write(string path, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await _artifacts.WriteAsync(path, content);
    }

    string Read(string path)
    {
        using var reader = new StreamReader(_artifacts.OpenRead(path));
        return reader.ReadToEnd();
    }

    /// <summary>Gives some bytes, then fails as a connection does.</summary>
    sealed class BrokenStream : MemoryStream
    {
        int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reads++ < 3 ? ValueTask.FromResult(buffer.Length) : throw new EndOfStreamException();
    }
}
