using System.Text;
using Panta.Data.Delta;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaFuzzTests : IDisposable
{
    // A damaged file may claim any size: what is taken on trust would show in the peak.
    const int MostMegabytes = 2_000;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_log_entries_are_read_or_refused_and_never_anything_else()
    {
        var table = DeltaTable.Create(_folder["table"], Rows.OfEveryType().Schema, new() { PartitionColumns = ["string"] });
        table.Append(Rows.OfEveryType(), new("app", 1));
        var logs = Directory.GetFiles(_folder["table/_delta_log"]).Order(StringComparer.Ordinal).Select(path => (Path: path, Bytes: File.ReadAllBytes(path))).ToList();

        for (var seed = 0; seed < 7_000; seed++)
        {
            var (path, bytes) = logs[seed % logs.Count];
            File.WriteAllBytes(path, Mutation.Of(bytes, seed));
            var error = Record.Exception(() =>
            {
                var opened = DeltaTable.Open(_folder["table"]);
                _ = opened.Snapshot().RowCount;
                opened.History();
            });
            File.WriteAllBytes(path, bytes);

            Assert.True(error is null or DeltaException, $"seed {seed}: {error}");
        }
    }

    [SharedFact("golden/delta")]
    public Task Damaged_commits_checkpoints_hints_vectors_and_data_files_are_read_or_refused() => Fuzz.Fuzz.RequireSafe("delta-files", 0, 1_200, MostMegabytes);

    [LongFact("golden/delta")]
    public Task Twenty_thousand_damaged_files_are_read_or_refused() => Fuzz.Fuzz.RequireSafe("delta-files", 0, 20_000, MostMegabytes);

    [SharedFact("golden/delta")]
    public Task Mutated_commits_are_understood_or_refused() => Fuzz.Fuzz.RequireSafe("delta-commits", 0, 6_000, MostMegabytes);

    [LongFact("golden/delta")]
    public Task A_hundred_and_eighty_thousand_mutated_commits_are_understood_or_refused() => Fuzz.Fuzz.RequireSafe("delta-commits", 0, 180_000, MostMegabytes);

    [Fact]
    public void Mutated_deletion_vectors_are_read_or_refused_and_never_anything_else()
    {
        var rows = Enumerable.Range(0, 150_000).Where(row => row % 900 == 3 || row is >= 66_000 and < 90_000 || row > 140_000 && row % 2 == 0).Select(row => (long)row);
        var bitmaps = new[] { RoaringBytes.Of([.. rows], runs: true), RoaringBytes.Of([.. rows], runs: false), RoaringBytes.Of([1, 2, 3], runs: true) };

        for (var seed = 0; seed < 20_000; seed++)
        {
            var bytes = Mutation.Of(bitmaps[seed % bitmaps.Length], seed);

            var error = Record.Exception(() => RoaringBitmap.Read(bytes).Contains(seed));

            Assert.True(error is null or InvalidDataException, $"seed {seed}: {error}");
        }
    }

    [Fact]
    public void Mutated_statistics_never_hide_an_error_of_their_own()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"numRecords":3,"minValues":{"t":"2026-01-01T00:00:00.000Z","s":{"a":"x"}},"maxValues":{"t":"2026-01-02T00:00:00.000Z","s":{"a":"z"}}}""");

        for (var seed = 0; seed < 5_000; seed++)
        {
            var statistics = FileStatistics.Parse(Mutation.Of(bytes, seed));

            _ = statistics.MayHold("t", Rows.Start, Rows.Start.AddDays(1)) && statistics.MayHold("s.a", "b", "c");
        }
    }
}
