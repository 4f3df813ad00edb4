using System.Text;
using Panta.Data.Delta;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaFuzzTests : IDisposable
{
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
