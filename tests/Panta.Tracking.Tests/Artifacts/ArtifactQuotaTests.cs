using Panta.Data.Tests.Storage;
using Panta.Tracking.Artifacts;

namespace Panta.Tracking.Tests.Artifacts;

/// <summary>What may be kept, wherever the files lie.</summary>
public sealed class ArtifactQuotaTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    static readonly ArtifactQuota Quota = new() { StoreBytes = 1000, ExperimentBytes = 600 };

    readonly TestStore _store = new();
    readonly string _bucket = server.NewTable();

    public void Dispose() => _store.Dispose();

    [S3Theory]
    [Places]
    public async Task What_does_not_fit_is_refused_with_what_is_used_and_allowed_and_leaves_nothing(string place)
    {
        var artifacts = await HoldingAsync(place, ("1/a", 500));

        var ofExperiment = await Assert.ThrowsAsync<QuotaExceededException>(() => Write(artifacts, "1/b", 101));
        await Write(artifacts, "2/a", 400);
        var ofStore = await Assert.ThrowsAsync<QuotaExceededException>(() => Write(artifacts, "2/b", 101));
        await Write(artifacts, "2/b", 100);

        Assert.Equal((500, 600), (ofExperiment.Used, ofExperiment.Allowed));
        Assert.StartsWith("The quota of the artifacts of experiment '1' is exceeded: 500 of 600 bytes are used", ofExperiment.Message);
        Assert.StartsWith("The quota of all artifacts is exceeded: 900 of 1,000 bytes are used", ofStore.Message);
        Assert.Equal(["a"], artifacts.List("1").Select(e => e.Name));
        Assert.Equal(1000, artifacts.UsedBytes);
    }

    [S3Theory]
    [Places]
    public async Task A_file_may_be_replaced_in_a_full_store_and_deleting_makes_room(string place)
    {
        var artifacts = await HoldingAsync(place, ("1/a", 600), ("1/a", 600), ("1/a", 200), ("1/dir/b", 400));

        await Assert.ThrowsAsync<QuotaExceededException>(() => Write(artifacts, "1/a", 201));
        artifacts.Delete("1/dir");
        artifacts.Delete("1/none");
        await Write(artifacts, "1/c", 400);

        Assert.Equal(600, artifacts.UsedBytes);
    }

    [S3Theory]
    [Places]
    public async Task A_length_that_is_told_is_refused_before_a_byte_is_read(string place)
    {
        var artifacts = At(place);
        using var content = new MemoryStream(new byte[700]);

        await Assert.ThrowsAsync<QuotaExceededException>(() => artifacts.WriteAsync("1/a", content, expected: 700));

        Assert.Equal(0, content.Position);
        Assert.Equal(0, artifacts.UsedBytes);
    }

    [S3Theory]
    [Places]
    public async Task Concurrent_uploads_never_take_more_than_the_quota(string place)
    {
        var artifacts = At(place);

        var fitted = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => Fits(artifacts, $"1/{i}", 50))));

        Assert.Equal(12, fitted.Count(f => f));
        Assert.Equal((12, 600), (artifacts.List("1").Count, artifacts.UsedBytes));
    }

    [S3Theory]
    [Places]
    public async Task What_overlaps_is_counted_right_once_it_is_quiet(string place)
    {
        var artifacts = At(place);
        await artifacts.CountAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            if (i % 8 == 7) artifacts.Delete(i % 16 == 7 ? "1" : "1/0");
            else await Fits(artifacts, $"1/{i % 3}", 10 + i);
        })));
        artifacts.Settle();

        Assert.Equal(artifacts.List("1").Sum(e => e.Size ?? 0), artifacts.UsedBytes);
    }

    [S3Theory]
    [Places]
    public async Task What_is_kept_is_known_after_a_restart_and_after_a_crash(string place)
    {
        (await HoldingAsync(place, ("1/a", 500))).Settle();
        var settled = At(place); // restarted
        await settled.CountAsync();
        var known = settled.UsedBytes;
        await Write(settled, "1/b", 50);

        var crashed = At(place); // nothing was written down
        var refused = await Assert.ThrowsAsync<QuotaExceededException>(() => Write(crashed, "1/c", 51));

        Assert.Equal((500, 550), (known, refused.Used));
    }

    [Fact]
    public async Task What_is_written_down_is_read_instead_of_counting_and_gone_once_somebody_writes_without_a_quota()
    {
        var file = Path.Combine(_store.Folder.Root, "artifacts-usage");
        At(PlacesAttribute.Folder).Settle();
        var before = File.Exists(file);
        var artifacts = await HoldingAsync(PlacesAttribute.Folder, ("1/a", 100));
        var during = File.Exists(file);
        artifacts.Settle();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("100", "300", StringComparison.Ordinal));
        var told = At(PlacesAttribute.Folder).UsedBytes;
        At(PlacesAttribute.Folder).Settle();
        _ = new ArtifactStore(_store.Folder);

        Assert.Equal((false, false, 300L), (before, during, told));
        Assert.False(File.Exists(file));
        Assert.Null(At(PlacesAttribute.Folder).UsedBytes);
    }

    [Fact]
    public async Task Parts_that_wait_count_and_the_artifact_counts_once()
    {
        var artifacts = At(PlacesAttribute.Folder);
        var uploads = new ArtifactUploads(_store.Folder, artifacts, TimeProvider.System);
        var id = await uploads.BeginAsync("1/big");
        var first = await Part(uploads, id, 1, 300);
        await Part(uploads, id, 2, 299);
        var second = await Part(uploads, id, 2, 250);
        await Assert.ThrowsAsync<QuotaExceededException>(() => Part(uploads, id, 3, 100));
        await Assert.ThrowsAsync<QuotaExceededException>(() => Write(artifacts, "1/other", 100));

        var restarted = At(PlacesAttribute.Folder);
        var resumed = new ArtifactUploads(_store.Folder, restarted, TimeProvider.System);
        await Assert.ThrowsAsync<QuotaExceededException>(() => Write(restarted, "1/other", 100));
        await resumed.CompleteAsync(id, "1/big", [(1, first), (2, second)]);
        var abandoned = await resumed.BeginAsync("1/more");
        await Part(resumed, abandoned, 1, 30);
        resumed.Abort(abandoned, "1/more");

        Assert.Equal(550, restarted.UsedBytes);
    }

    [Fact]
    public async Task Parts_sent_at_once_never_take_more_than_the_quota()
    {
        for (var round = 0; round < 30; round++) await SendAtOnceAsync();
    }

    async Task SendAtOnceAsync()
    {
        var artifacts = At(PlacesAttribute.Folder);
        var uploads = new ArtifactUploads(_store.Folder, artifacts, TimeProvider.System);
        var id = await uploads.BeginAsync("1/big");

        var sent = await Task.WhenAll(Enumerable.Range(1, 30).Select(number => Task.Run(async () =>
        {
            try
            {
                await Part(uploads, id, number, 50);
                return 1;
            }
            catch (QuotaExceededException)
            {
                return 0;
            }
        })));

        Assert.Equal(12, sent.Sum());
        uploads.Abort(id, "1/big");
        Assert.Equal(0, artifacts.UsedBytes);
    }

    ArtifactStore At(string place) => place == PlacesAttribute.Folder ? new(_store.Folder, quota: Quota) : new(_store.Folder, _bucket, server.Options, Quota);

    async Task<ArtifactStore> HoldingAsync(string place, params (string Path, int Bytes)[] written)
    {
        var artifacts = At(place);
        foreach (var (path, bytes) in written) await Write(artifacts, path, bytes);
        return artifacts;
    }

    static async Task<bool> Fits(ArtifactStore artifacts, string path, int bytes)
    {
        try
        {
            await Write(artifacts, path, bytes);
            return true;
        }
        catch (QuotaExceededException)
        {
            return false;
        }
    }

    static async Task Write(ArtifactStore artifacts, string path, int bytes)
    {
        using var content = new MemoryStream(new byte[bytes]);
        await artifacts.WriteAsync(path, content);
    }

    static async Task<string> Part(ArtifactUploads uploads, string id, int number, int bytes)
    {
        using var content = new MemoryStream(new byte[bytes]);
        return await uploads.WritePartAsync(id, number, content);
    }
}
