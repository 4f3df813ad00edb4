using System.Text;
using Panta.Data.Storage;
using Panta.Data.Tests.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Artifacts;

/// <summary>What holds wherever the files lie.</summary>
public sealed class ArtifactPlacesTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    const int Large = 20_000_000; // more than two parts of an upload to S3

    readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [S3Theory]
    [Places]
    public async Task A_file_comes_back_is_replaced_listed_and_removed_with_its_folder(string place)
    {
        var artifacts = At(place);
        await Write(artifacts, "0/r/a +ü&%25.txt", "long content");
        await Write(artifacts, "0/r/a +ü&%25.txt", "short");
        await Write(artifacts, "0/r/dir/b.txt", "x");
        await Write(artifacts, "0/r/empty", "");
        await Write(artifacts, "0/rr/c", "y");

        Assert.Equal("short", Read(artifacts, "0/r/a +ü&%25.txt"));
        Assert.Equal([new("a +ü&%25.txt", false, 5), new("dir", true, null), new ArtifactEntry("empty", false, 0)], artifacts.List("0/r"));
        artifacts.Delete("0/r");
        artifacts.Delete("0/r");
        Assert.Equal(["rr"], artifacts.List("0").Select(e => e.Name));
        Assert.Empty(artifacts.List("none"));
    }

    [S3Theory]
    [Places]
    public async Task A_large_file_comes_back_whole_and_from_any_place(string place)
    {
        var artifacts = At(place);
        var data = new byte[Large];
        new Random(1).NextBytes(data);
        using (var content = new MemoryStream(data)) await artifacts.WriteAsync("0/big.bin", content);

        using var file = artifacts.OpenRead("0/big.bin");
        using var all = new MemoryStream();
        await file.CopyToAsync(all);
        file.Position = 12_345_678;
        var part = new byte[100];
        await file.ReadExactlyAsync(part);

        Assert.Equal(data, all.ToArray());
        Assert.Equal(data[12_345_678..12_345_778], part);
        Assert.Equal(Large, file.Length);
    }

    [S3Theory]
    [InlineData(PlacesAttribute.Folder, 3)]
    [InlineData(PlacesAttribute.S3, 3)]
    [InlineData(PlacesAttribute.S3, Large)]
    public async Task An_upload_that_breaks_off_leaves_what_was_there(string place, int after)
    {
        var artifacts = At(place);
        await Write(artifacts, "0/a.bin", "old");

        using var broken = new BrokenStream(after);
        await Assert.ThrowsAsync<EndOfStreamException>(() => artifacts.WriteAsync("0/a.bin", broken));
        using var second = new BrokenStream(after);
        await Assert.ThrowsAsync<EndOfStreamException>(() => artifacts.WriteAsync("0/b.bin", second));

        Assert.Equal("old", Read(artifacts, "0/a.bin"));
        Assert.Equal(["a.bin"], artifacts.List("0").Select(e => e.Name));
    }

    [S3Theory]
    [Places]
    public async Task A_file_beyond_the_limit_is_refused_and_the_old_one_stays(string place)
    {
        var artifacts = At(place);
        await Write(artifacts, "0/a.bin", "old");

        using var large = new MemoryStream(new byte[Large]);
        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => artifacts.WriteAsync("0/a.bin", large, limit: Large - 1));

        Assert.Equal("old", Read(artifacts, "0/a.bin"));
    }

    [S3Theory]
    [Places]
    public async Task A_folder_is_no_file(string place)
    {
        var artifacts = At(place);
        await Write(artifacts, "dir/a.txt", "x");

        Assert.StartsWith("Artifact path refers to a directory", Assert.Throws<ArgumentException>(() => artifacts.OpenRead("dir")).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => Write(artifacts, "dir", "x"));
        Assert.Throws<NotFoundException>(() => artifacts.OpenRead("dir/none"));
        Assert.Empty(artifacts.List("dir/a.txt"));
    }

    [S3Theory]
    [Places]
    public async Task Another_content_has_another_tag(string place)
    {
        var artifacts = At(place);
        await Write(artifacts, "a.txt", "one");
        var (first, same) = (TagOf(artifacts, "a.txt"), TagOf(artifacts, "a.txt"));
        await Write(artifacts, "a.txt", "two!");

        Assert.Equal(first, same);
        Assert.NotEqual(first, TagOf(artifacts, "a.txt"));
    }

    [S3Theory]
    [Places]
    public async Task Programs_get_a_folder_of_this_machine_with_the_files(string place)
    {
        var artifacts = At(place);
        await Write(artifacts, "0/model/MLmodel", "flavors");
        await Write(artifacts, "0/model/panta/arrays.bin", "numbers");

        string[] files = ["MLmodel", "panta/arrays.bin"];
        var texts = artifacts.WithFolder("0/model", folder => files.Select(file => File.ReadAllText(Path.Combine(folder, file))).ToArray());

        Assert.Equal(["flavors", "numbers"], texts);
    }

    [S3Fact]
    public async Task A_file_replaced_while_it_is_read_from_s3_does_not_come_mixed()
    {
        var artifacts = At(PlacesAttribute.S3);
        await Write(artifacts, "a.bin", new string('a', 1000));
        using var file = artifacts.OpenRead("a.bin");
        await Write(artifacts, "a.bin", new string('b', 1000));

        await Assert.ThrowsAsync<StorageException>(() => file.ReadExactlyAsync(new byte[1000]).AsTask());
    }

    ArtifactStore At(string place) => place == PlacesAttribute.Folder ? new(_store.Folder) : new(_store.Folder, server.NewTable(), server.Options);

    static async Task Write(ArtifactStore artifacts, string path, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await artifacts.WriteAsync(path, content);
    }

    static string Read(ArtifactStore artifacts, string path)
    {
        using var reader = new StreamReader(artifacts.OpenRead(path));
        return reader.ReadToEnd();
    }

    static string TagOf(ArtifactStore artifacts, string path)
    {
        var file = artifacts.Open(path);
        file.Content.Dispose();
        return file.Tag;
    }

    /// <summary>Gives some bytes, then fails as a connection does.</summary>
    sealed class BrokenStream(int after) : MemoryStream
    {
        int _left = after;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0) throw new EndOfStreamException();
            var read = Math.Min(_left, buffer.Length);
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
