using Panta.Tracking.Searches;

namespace Panta.Tracking.Tests.Searches;

public sealed class LiveOrderTests
{
    static readonly SortTerms _terms = new([SortKind.Flag, SortKind.Real, SortKind.Text, SortKind.Integer, SortKind.Id], [false, true, true, false, false]);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void An_order_that_changes_is_the_one_made_anew(int seed, bool isWhole)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 5000).ToDictionary(run => (long)run, run => Row(random, run));
        var live = new LiveOrder(_terms, Block(rows), isWhole);
        var last = isWhole ? null : Sorted(rows)[^1].Values;

        for (var step = 0; step < 60; step++)
        {
            var before = (live.Order, Runs: live.Order.Runs(0, live.Order.Count));
            var changed = Enumerable.Range(0, random.Next(4) == 0 ? 900 : random.Next(6)).Select(_ => (long)random.Next(8000)).ToHashSet();
            var found = new Dictionary<long, object[]>();
            foreach (var run in changed)
                if (random.Next(3) > 0) found.Add(run, random.Next(4) == 0 && rows.TryGetValue(run, out var same) ? same : Row(random, run));
            foreach (var run in changed) rows.Remove(run);
            foreach (var (run, values) in found) rows.Add(run, values);

            live.Change(changed, Block(found));

            var wanted = Sorted(rows).Where(row => last is null || Compare(row.Values, last) <= 0).ToArray();
            Assert.True(wanted.Select(row => row.Run).SequenceEqual(live.Order.Runs(0, live.Order.Count)), $"seed {seed}, step {step}");
            Assert.Equal(before.Runs, before.Order.Runs(0, before.Order.Count)); // a viewer's order stays
            RequirePlaces(live.Order, wanted, random);
        }

        Assert.InRange(live.Bytes, live.Order.Count * 40, live.Order.Count * 200);
    }

    [Fact]
    public void An_order_that_becomes_empty_fills_again()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 700).ToDictionary(run => (long)run, run => Row(random, run));
        var live = new LiveOrder(_terms, Block([]), isWhole: true);

        live.Change(rows.Keys.ToHashSet(), Block(rows));
        var (full, bytes) = (live.Order.Count, live.Bytes);
        live.Change(rows.Keys.ToHashSet(), Block([]));
        var empty = live.Order.Count;
        live.Change(rows.Keys.ToHashSet(), Block(rows));

        Assert.Equal((700, 0), (full, empty));
        Assert.Equal(bytes, live.Bytes);
        Assert.Equal(Sorted(rows).Select(row => row.Run), live.Order.Runs(0, 700));
    }

    [Fact]
    public void Texts_are_sorted_by_their_bytes()
    {
        var random = new Random(3);
        string[] parts = ["", "a", "b", "\0", "longer than eight", "longer than eighty", "é", "\uFFFD", "😀", "\uE000", "zzzzzzzz"];
        string[] texts =
        [
            .. Enumerable.Range(0, 4000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length)]))),
            .. Enumerable.Range(0, 60).Select(i => string.Concat(Enumerable.Repeat("😀", random.Next(200))) + (i % 3 == 0 ? "\0" : "b")), // each longer than another
        ];
        foreach (var descending in (bool[])[false, true])
        {
            var rows = texts.Select((text, i) => (Run: (long)i, Values: (object[])[text, $"{i:x32}"])).ToDictionary(row => row.Run, row => row.Values);
            var terms = new SortTerms([SortKind.Text, SortKind.Id], [descending, false]);
            var block = new RunBlock(terms, 0);
            foreach (var row in rows) Assert.True(block.TryAdd(row.Value));

            var sorted = terms.Sort(block);

            var wanted = Enumerable.Range(0, texts.Length).ToArray();
            Array.Sort(wanted, (a, b) => (descending ? -1 : 1) * Bytes(texts[a]).AsSpan().SequenceCompareTo(Bytes(texts[b])) is var first && first != 0 ? first : a.CompareTo(b));
            Assert.Equal(wanted, sorted);
        }
    }

    // The position after a run's values is the one after its own.
    static void RequirePlaces(RunOrder order, (long Run, object[] Values)[] wanted, Random random)
    {
        for (var look = 0; look < 20 && wanted.Length > 0; look++)
        {
            var position = random.Next(wanted.Length);
            var place = new RunBlock(order.Terms, 1);
            Assert.True(place.TryAdd(wanted[position].Values));
            Assert.Equal(position + 1, order.After(place));
            Assert.Equal(wanted[position].Values, order.Values(position));
            var count = random.Next(Math.Min(2000, wanted.Length - position));
            Assert.Equal(wanted.Skip(position).Take(count).Select(row => row.Run), order.Runs(position, count));
        }
    }

    static object[] Row(Random random, long run) => [(long)random.Next(2), (double)random.Next(-3, 3), $"text {random.Next(12)}", (long)random.Next(3), $"{run:x32}"];

    static RunBlock Block(Dictionary<long, object[]> rows)
    {
        var block = new RunBlock(_terms, 0);
        foreach (var (run, values) in rows) Assert.True(block.TryAdd(values, run));
        return block;
    }

    static (long Run, object[] Values)[] Sorted(Dictionary<long, object[]> rows)
    {
        var sorted = rows.Select(row => (Run: row.Key, Values: row.Value)).ToArray();
        Array.Sort(sorted, (a, b) => Compare(a.Values, b.Values));
        return sorted;
    }

    static int Compare(object[] a, object[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var compared = a[i] is string text ? string.CompareOrdinal(text, (string)b[i]) : ((IComparable)a[i]).CompareTo(b[i]);
            if (compared != 0) return _terms.Descending[i] ? -compared : compared;
        }

        return 0;
    }

    static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
