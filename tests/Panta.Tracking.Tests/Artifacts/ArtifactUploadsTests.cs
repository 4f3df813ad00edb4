using System.Text;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Artifacts;

public sealed class ArtifactUploadsTests : IDisposable
{
    const string Target = "0/r/artifacts/big.bin";

    readonly TestStore _store = new();
    readonly ArtifactStore _artifacts;

    public ArtifactUploadsTests() => _artifacts = new(_store.Folder);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Parts_in_any_order_make_one_artifact_that_is_not_seen_before()
    {
        var uploads = Open();
        var id = await uploads.BeginAsync(Target);
        var last = await Part(uploads, id, 3, "three");
        var first = await Part(uploads, id, 1, "one");
        await Part(uploads, id, 2, "lost answer");
        var second = await Part(uploads, id, 2, "two");
        var before = _artifacts.List("");

        await uploads.CompleteAsync(id, Target, [(3, last), (2, second), (1, $"\"{first}\"")]);

        Assert.Empty(before);
        Assert.Equal("onetwothree", Read(Target));
        Assert.Empty(Uploads());
    }

    [Fact]
    public async Task An_upload_goes_on_after_a_restart()
    {
        var id = await Open().BeginAsync(Target);
        var tag = await Part(Open(), id, 1, "one");

        await Open().CompleteAsync(id, Target, [(1, tag)]);

        Assert.Equal("one", Read(Target));
    }

    [Fact]
    public async Task A_part_that_breaks_off_leaves_nothing()
    {
        var uploads = Open();
        var id = await uploads.BeginAsync(Target);
        using var broken = new MemoryStream(new byte[100]);

        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => uploads.WritePartAsync(id, 1, broken, limit: 99));

        Assert.Equal(["path"], Directory.EnumerateFiles(Uploads().Single()).Select(Path.GetFileName));
        await Assert.ThrowsAsync<ArgumentException>(() => uploads.CompleteAsync(id, Target, [(1, Guid.NewGuid().ToString("N"))]));
        Assert.Empty(_artifacts.List(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../panta.db")]
    [InlineData("00000000000000000000000000000000")]
    public async Task An_upload_that_was_not_begun_is_not_found(string id)
    {
        var uploads = Open();

        await Assert.ThrowsAsync<NotFoundException>(() => Part(uploads, id, 1, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => uploads.CompleteAsync(id, Target, [(1, "x")]));
        Assert.Throws<NotFoundException>(() => uploads.Abort(id, Target));
    }

    [Fact]
    public async Task Neither_a_tag_nor_a_path_leads_to_another_file()
    {
        var uploads = Open();
        var id = await uploads.BeginAsync(Target);
        await Part(uploads, id, 1, "one");

        await Assert.ThrowsAsync<ArgumentException>(() => uploads.CompleteAsync(id, Target, [(1, "/../../../panta.db")]));
        await Assert.ThrowsAsync<ArgumentException>(() => uploads.CompleteAsync(id, Target, [(1, $"x/../../{id}/00001-{Guid.NewGuid():N}")]));
        await Assert.ThrowsAsync<ArgumentException>(() => uploads.CompleteAsync(id, "0/other", [(1, "x")]));
        Assert.Throws<ArgumentException>(() => uploads.Abort(id, "0/other"));
        await Assert.ThrowsAsync<ArgumentException>(() => uploads.BeginAsync("../x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Part(uploads, id, 0, "x"));
    }

    [Fact]
    public async Task What_is_given_up_or_abandoned_for_a_day_is_removed()
    {
        var uploads = Open();
        var id = await uploads.BeginAsync(Target);
        await Part(uploads, id, 1, "one");
        uploads.Abort(id, Target);
        var givenUp = Uploads();
        await uploads.BeginAsync(Target);
        Directory.SetLastWriteTimeUtc(Uploads().Single(), DateTime.UnixEpoch);

        var newest = await uploads.BeginAsync(Target);

        Assert.Empty(givenUp);
        Assert.Equal([newest], Uploads().Select(Path.GetFileName));
    }

    ArtifactUploads Open() => new(_store.Folder, _artifacts, TimeProvider.System);

    string[] Uploads() => Directory.GetDirectories(Path.Combine(_store.Folder.Root, "uploads"));

    static async Task<string> Part(ArtifactUploads uploads, string id, int number, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await uploads.WritePartAsync(id, number, content);
    }

    string Read(string path)
    {
        using var reader = new StreamReader(_artifacts.OpenRead(path));
        return reader.ReadToEnd();
    }
}
