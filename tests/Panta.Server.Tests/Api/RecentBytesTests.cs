using System.Runtime.CompilerServices;
using Panta.Server.Api;

namespace Panta.Server.Tests.Api;

public sealed class RecentBytesTests
{
    [Fact]
    public void No_more_bytes_stay_in_memory_than_the_limit()
    {
        const long Limit = 1 << 20;
        var recent = new RecentBytes(Limit);

        var made = Fill(recent, pieces: 5000);
        GC.Collect();

        var held = made.Sum(piece => piece.TryGetTarget(out var bytes) ? (long)bytes.Length : 0);
        Assert.InRange(held, Limit / 4, Limit);
        GC.KeepAlive(recent);
    }

    [Fact]
    public void What_is_asked_for_stays_while_the_rest_comes_and_goes()
    {
        var recent = new RecentBytes(limit: 100_000);
        recent.Add(-1, [1, 2, 3]);

        for (var key = 0; key < 10_000; key++)
        {
            recent.Add(key, new byte[500]);
            Assert.Equal([1, 2, 3], recent.Find(-1));
        }

        Assert.Null(recent.Find(0));
        Assert.NotNull(recent.Find(9999));
    }

    [Fact]
    public void A_large_piece_is_not_kept_and_takes_the_place_of_an_older_one_under_its_key()
    {
        var recent = new RecentBytes(limit: 100_000);
        recent.Add(1, new byte[10]);
        recent.Add(2, new byte[10]);

        recent.Add(1, new byte[50_000]);

        Assert.Null(recent.Find(1));
        Assert.NotNull(recent.Find(2));
    }

    [Fact]
    public void What_was_removed_is_gone_from_both_halves()
    {
        var recent = new RecentBytes(limit: 10_000);
        for (var key = 0; key < 10; key++) recent.Add(key, new byte[100]);
        for (var key = 10; key < 30; key++) recent.Add(key, new byte[100]); // moves the first to the older half

        var kept = Enumerable.Range(0, 30).Where(key => recent.Find(key) is not null).ToList();
        foreach (var key in kept) recent.Remove(key);

        Assert.Contains(29, kept);
        Assert.All(kept, key => Assert.Null(recent.Find(key)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // so that nothing else holds the pieces
    static List<WeakReference<byte[]>> Fill(RecentBytes recent, int pieces)
    {
        var random = new Random(7);
        var made = new List<WeakReference<byte[]>>();
        for (var key = 0; key < pieces; key++)
        {
            var bytes = new byte[random.Next(4000)];
            recent.Add(key, bytes);
            recent.Find(random.Next(key + 1));
            made.Add(new(bytes));
        }

        return made;
    }
}
