using Panta.Data.Storage;

namespace Panta.Data.Tests.Storage;

public sealed class FileCacheTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    int _downloads;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_many_want_at_once_is_downloaded_once()
    {
        var cache = new FileCache(_folder.Path, 1000);
        var gate = new TaskCompletionSource();

        var fetches = Enumerable.Range(0, 8).Select(_ => cache.FetchAsync(["a", "b"], async (place, path, reserve) =>
        {
            await gate.Task;
            await Download(path, 10, reserve);
        }, default)).ToList();
        gate.SetResult();
        var fetched = await Task.WhenAll(fetches);

        Assert.Equal(2, _downloads);
        Assert.Equal(20, cache.Bytes);
        Assert.All(fetched, files => Assert.Equal(fetched[0].Paths, files.Paths));
    }

    [Fact]
    public async Task The_files_unused_for_longest_go_first_and_those_in_use_stay()
    {
        var cache = new FileCache(_folder.Path, 100);
        using var held = await Fetch(cache, "held", 40);
        var older = await Used(cache, "older", 30);
        var newer = await Used(cache, "newer", 30);
        await Used(cache, "older", 30);

        await Used(cache, "next", 30);

        Assert.True(File.Exists(held.Paths[0]));
        Assert.True(File.Exists(older));
        Assert.False(File.Exists(newer));
        Assert.Equal(100, cache.Bytes);
        var large = await Used(cache, "larger than all", 150);
        Assert.False(File.Exists(large));
        Assert.True(File.Exists(held.Paths[0]));
        Assert.Equal(40, cache.Bytes);
    }

    [Fact]
    public async Task A_download_that_failed_leaves_nothing_and_is_tried_again()
    {
        var cache = new FileCache(_folder.Path, 100);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.FetchAsync(["good", "bad"], async (place, path, reserve) =>
        {
            await Download(path, 10, reserve);
            if (place == 1) throw new InvalidOperationException();
        }, default));

        Assert.Equal(10, cache.Bytes);
        using var again = await Fetch(cache, "bad", 20);
        Assert.Equal(20, new FileInfo(again.Paths[0]).Length);
        Assert.Equal(30, cache.Bytes);
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_the_download_to_others()
    {
        var cache = new FileCache(_folder.Path, 100);
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        Task Slow(int place, string path, Action<long> reserve) => gate.Task.ContinueWith(_ => Download(path, 10, reserve), TaskScheduler.Default).Unwrap();
        var stopped = cache.FetchAsync(["a"], Slow, stop.Token);
        var patient = cache.FetchAsync(["a"], Slow, default);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        gate.SetResult();

        using var fetched = await patient;
        Assert.Equal(10, new FileInfo(fetched.Paths[0]).Length);
        Assert.Equal(1, _downloads);
    }

    [Fact]
    public void What_a_process_that_died_left_is_removed_and_what_a_living_one_has_stays()
    {
        Directory.CreateDirectory(_folder["1-dead"]);
        File.WriteAllText(_folder["1-dead/file"], "x");
        File.WriteAllText(_folder["1-dead.lock"], "");
        var living = new FileCache(_folder.Path, 100).NewPath("x.parquet");
        File.WriteAllText(living, "x");

        var mine = new FileCache(_folder.Path, 100).NewPath("x.parquet");

        Assert.False(Directory.Exists(_folder["1-dead"]));
        Assert.False(File.Exists(_folder["1-dead.lock"]));
        Assert.True(File.Exists(living));
        Assert.NotEqual(Path.GetDirectoryName(living), Path.GetDirectoryName(mine));
        if (OperatingSystem.IsLinux())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(mine)!));
    }

    async Task<string> Used(FileCache cache, string key, int size)
    {
        using var fetched = await Fetch(cache, key, size);
        return fetched.Paths[0];
    }

    Task<FetchedFiles> Fetch(FileCache cache, string key, int size) => cache.FetchAsync([key], (_, path, reserve) => Download(path, size, reserve), default);

    async Task Download(string path, int size, Action<long> reserve)
    {
        Interlocked.Increment(ref _downloads);
        reserve(size);
        await File.WriteAllBytesAsync(path, new byte[size]);
    }
}
