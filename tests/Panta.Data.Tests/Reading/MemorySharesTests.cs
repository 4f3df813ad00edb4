using Panta.Data.Reading;

namespace Panta.Data.Tests.Reading;

public sealed class MemorySharesTests
{
    const long MiB = 1 << 20;

    [Theory]
    [InlineData("512MB", 512_000_000)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("2 gb", 2_000_000_000)]
    [InlineData("300000KiB", 307_200_000)]
    public void A_limit_is_a_number_with_a_unit(string text, long bytes) => Assert.Equal(bytes, ProcessMemory.Parse(text));

    [Theory]
    [InlineData("512")]
    [InlineData("lots")]
    [InlineData("-1GB")]
    [InlineData("GB")]
    [InlineData("80%")]
    [InlineData("1MiBB")]
    [InlineData("1,5GB")]
    public void What_says_no_size_is_refused(string text) =>
        Assert.Equal(
            $"PANTA_MEMORY_LIMIT is '{text}'; it is a number with KB, MB, GB, TB, KiB, MiB, GiB or TiB, as 2GB.",
            Assert.Throws<InvalidOperationException>(() => ProcessMemory.Parse(text)).Message);

    [Theory]
    [InlineData(320, 16, 1)]
    [InlineData(512, 2, 1)]
    [InlineData(1_000, 16, 4)]
    [InlineData(64_000, 16, 16)]
    public void Shares_and_reserve_are_the_limit_and_threads_are_fed(int megabytes, int processors, int threads)
    {
        var limit = megabytes * 1_000_000L;

        var shares = MemoryShares.Of(limit, null, processors);

        Assert.Equal(threads, shares.Threads);
        Assert.Equal(limit - limit / 8, 128 * MiB + 28 * MiB * threads + shares.Engine + shares.Heap);
        Assert.True(shares.Engine >= 56 * MiB * threads && shares.Heap >= 40 * MiB, $"{shares}");
        Assert.InRange(shares.Batch, shares.Heap / 8, shares.Heap / 8 + 1);
    }

    [Fact]
    public void What_is_kept_to_be_quick_is_bounded_by_itself_and_by_the_memory_there_is()
    {
        var heap = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

        Assert.Equal((1000L, heap / 32), (ProcessMemory.AtMost(1000, share: 32), ProcessMemory.AtMost(long.MaxValue, share: 32)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessMemory.AtMost(1000, share: 0));
    }

    [Fact]
    public void A_limit_that_is_too_small_says_what_is_needed()
    {
        Assert.Equal(
            "PANTA_MEMORY_LIMIT is 200MB; with 1 thread at least 302MB are needed. Raise it.",
            Assert.Throws<InvalidOperationException>(() => MemoryShares.Of(200_000_000, null, 16)).Message);
        Assert.Equal(
            "PANTA_MEMORY_LIMIT is 500MB; with 8 threads at least 1007MB are needed. Raise it, or lower PANTA_THREADS.",
            Assert.Throws<InvalidOperationException>(() => MemoryShares.Of(500_000_000, 8, 2)).Message);
    }

    [Fact]
    public void Batches_of_wide_rows_are_shorter_where_memory_is_limited()
    {
        using var db = DuckDb.Open(new() { BatchBytes = 1 << 20 });
        using var all = DuckDb.Open();
        var sql = $"SELECT {string.Join(", ", Enumerable.Range(0, 16).Select(i => $"range::DOUBLE AS c{i}"))} FROM range(100000)";

        var batches = db.Stream(sql).ToList();

        Assert.All(batches[..^1], batch => Assert.Equal(8192, batch.RowCount));
        Assert.Equal([65_536, 100_000 - 65_536], all.Stream(sql).Select(batch => batch.RowCount));
        Assert.Equal(all.Query(sql)["c3"].Value(99_999), batches[^1]["c3"].Value(batches[^1].RowCount - 1));
    }
}
