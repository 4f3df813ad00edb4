using System.Text;
using Panta.Data.Predictions;
using Panta.Tests;

namespace Panta.Data.Tests.Predictions;

public sealed class WriteAheadFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_checksum_is_the_published_one()
    {
        // RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and "123456789" (the usual check value).
        Assert.Equal(0x8A9136AAu, WriteAheadRecord.Checksum(new byte[32]));
        Assert.Equal(0x62A8AB43u, WriteAheadRecord.Checksum([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0xE3069283u, WriteAheadRecord.Checksum("123456789"u8));
    }

    [Fact]
    public async Task Reopening_gives_back_every_record_in_order()
    {
        await Append("a", "", "ccc");

        Assert.Equal([(1, "a"), (2, ""), (3, "ccc")], await Records());
    }

    [Fact]
    public async Task Sequences_go_on_after_reopening_and_after_release()
    {
        await Append("a", "b");
        await using (var file = WriteAheadFile.Open(_folder.Path))
        {
            Assert.Equal(2, await file.RotateAsync());
            file.Release(2);
        }

        await using var again = WriteAheadFile.Open(_folder.Path);

        Assert.Equal(2, again.LastSequence);
        Assert.Equal(3, await again.AppendAsync("c"u8.ToArray()));
    }

    [Fact]
    public async Task Releasing_deletes_whole_segments_only()
    {
        await using (var file = WriteAheadFile.Open(_folder.Path))
        {
            await file.AppendAsync("a"u8.ToArray());
            await file.RotateAsync();
            await file.AppendAsync("b"u8.ToArray());
            await file.AppendAsync("c"u8.ToArray());
            await file.RotateAsync();
            await file.AppendAsync("d"u8.ToArray());

            file.Release(2);
        }

        Assert.Equal([(2, "b"), (3, "c"), (4, "d")], await Records());
    }

    [Fact]
    public async Task Rotating_an_empty_segment_makes_none()
    {
        await using var file = WriteAheadFile.Open(_folder.Path);

        Assert.Equal(0, await file.RotateAsync());
        Assert.Equal(0, await file.RotateAsync());

        Assert.Single(Directory.GetFiles(_folder.Path, "*.wal"));
    }

    [Fact]
    public async Task No_sequence_at_or_below_the_one_known_from_elsewhere_is_given()
    {
        await Append("a", "b");

        await using (var file = WriteAheadFile.Open(_folder.Path, after: 7)) Assert.Equal(8, await file.AppendAsync("h"u8.ToArray()));

        Assert.Equal([(8, "h")], await Records());
    }

    [Fact]
    public async Task Only_records_above_the_one_known_from_elsewhere_are_replayed()
    {
        await Append("a", "b", "c");

        Assert.Equal([(2, "b"), (3, "c")], await Records(after: 1));
    }

    [Fact]
    public async Task A_tail_torn_at_any_byte_is_cut_and_the_whole_records_stay()
    {
        await Append("first", "second");
        var path = Directory.GetFiles(_folder.Path, "*.wal").Single();
        var whole = await File.ReadAllBytesAsync(path);
        var secondAt = 32 + 24 + "first".Length;

        for (var length = secondAt; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);

            Assert.Equal([(1, "first")], await Records());
            await Append("again");
            Assert.Equal([(1, "first"), (2, "again")], await Records());
        }
    }

    [Fact]
    public async Task A_damaged_record_that_was_acknowledged_is_an_error_and_not_a_torn_tail()
    {
        await Append("first", "second", "third");
        var path = Directory.GetFiles(_folder.Path, "*.wal").Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[32 + 24] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var error = Assert.Throws<WriteAheadException>(() => WriteAheadFile.Open(_folder.Path));

        Assert.Contains("the record 1 at byte 32 is damaged, though it was acknowledged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_segment_is_an_error()
    {
        await using (var file = WriteAheadFile.Open(_folder.Path))
            for (var i = 0; i < 3; i++)
            {
                await file.AppendAsync("x"u8.ToArray());
                await file.RotateAsync();
            }

        File.Delete(_folder["00000000000000000002.wal"]);

        var error = Assert.Throws<WriteAheadException>(() => WriteAheadFile.Open(_folder.Path));

        Assert.Contains("A segment is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_opening_is_refused_while_the_first_is_there()
    {
        await using var file = WriteAheadFile.Open(_folder.Path);

        Assert.Throws<WriteAheadException>(() => WriteAheadFile.Open(_folder.Path));
    }

    [Fact]
    public async Task A_record_beyond_the_bound_is_refused_and_names_the_bound()
    {
        await using var file = WriteAheadFile.Open(_folder.Path, options: new() { MaxRecordBytes = 10 });

        var error = await Assert.ThrowsAsync<ArgumentException>(() => file.AppendAsync(new byte[11]));

        Assert.Contains("A record of 11 bytes is too large: at most 10.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_callers_get_distinct_sequences_and_lose_nothing()
    {
        var options = new WriteAheadOptions { MaxGroupBytes = 200 };
        await using (var file = WriteAheadFile.Open(_folder.Path, options: options))
        {
            var sequences = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
            {
                if (i % 50 == 0) await file.RotateAsync();
                return await file.AppendAsync(Encoding.UTF8.GetBytes($"{i}"));
            })));

            Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), sequences.Order());
        }

        var records = await Records();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}").Order(StringComparer.Ordinal), records.Select(r => r.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task After_closing_appends_are_refused_and_what_waited_is_there()
    {
        var file = WriteAheadFile.Open(_folder.Path);
        var waiting = file.AppendAsync("last words"u8.ToArray());

        await file.DisposeAsync();

        Assert.Equal(1, await waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => file.AppendAsync(new byte[1]));
        Assert.Equal([(1, "last words")], await Records());
    }

    [Fact]
    public async Task Mutated_bytes_give_a_shorter_file_or_a_clear_error_and_never_another_record()
    {
        await Append([.. Enumerable.Range(0, 12).Select(i => new string((char)('a' + i), i * 3))]);
        var path = Directory.GetFiles(_folder.Path, "*.wal").Single();
        var whole = await File.ReadAllBytesAsync(path);
        var expected = await Records();

        for (var seed = 0; seed < 3_000; seed++)
        {
            await File.WriteAllBytesAsync(path, Mutation.Of(whole, seed));
            var file = Record.Exception(() =>
            {
                var got = new List<(long Sequence, string Text)>();
                using var opened = new Opened(WriteAheadFile.Open(_folder.Path, 0, (sequence, payload) => got.Add((sequence, Encoding.UTF8.GetString(payload.Span)))));
                Assert.True(got.SequenceEqual(expected.Take(got.Count)), $"seed {seed}");
            });

            Assert.True(file is null or WriteAheadException, $"seed {seed}: {file}");
        }
    }

    async Task Append(params string[] texts)
    {
        await using var file = WriteAheadFile.Open(_folder.Path);
        foreach (var text in texts) await file.AppendAsync(Encoding.UTF8.GetBytes(text));
    }

    async Task<List<(long Sequence, string Text)>> Records(long after = 0)
    {
        var records = new List<(long Sequence, string Text)>();
        await using var file = WriteAheadFile.Open(_folder.Path, after, (sequence, payload) => records.Add((sequence, Encoding.UTF8.GetString(payload.Span))));
        return records;
    }

    sealed class Opened(WriteAheadFile file) : IDisposable
    {
        public void Dispose() => file.DisposeAsync().AsTask().Wait();
    }
}
