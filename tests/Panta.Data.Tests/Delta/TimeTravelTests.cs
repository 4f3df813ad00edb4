using System.Text.Json;
using Panta.Data.Delta;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class TimeTravelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory("golden/delta")]
    [InlineData("time_travel")]
    [InlineData("spark_ict")]
    [InlineData("spark_vacuum")]
    public void A_time_gives_the_last_version_committed_by_then_whatever_the_times_of_files(string name)
    {
        var table = DeltaTable.Open(GoldenTables.Folder(name));
        var commits = table.History().Reverse().ToList();

        for (var i = 0; i < commits.Count; i++)
        {
            var next = i + 1 < commits.Count ? commits[i + 1].Timestamp!.Value : DateTimeOffset.MaxValue;
            Assert.Equal(i, table.SnapshotAt(commits[i].Timestamp!.Value).Version);
            Assert.Equal(i, table.SnapshotAt(next.AddMilliseconds(-1)).Version);
        }
    }

    [SharedFact("golden/delta/spark_ict")]
    public void The_time_within_a_commit_comes_before_all_others()
    {
        var log = Path.Combine(GoldenTables.Folder("spark_ict"), "_delta_log/00000000000000000001.json");
        using var first = JsonDocument.Parse(File.ReadLines(log).First());
        var time = first.RootElement.GetProperty("commitInfo").GetProperty("inCommitTimestamp").GetInt64();

        Assert.Equal(1, DeltaTable.Open(GoldenTables.Folder("spark_ict")).SnapshotAt(DateTimeOffset.FromUnixTimeMilliseconds(time)).Version);
    }

    [Fact]
    public void Before_the_first_version_there_is_none_and_the_message_says_when_it_was()
    {
        var table = DeltaTable.Create(_folder["table"], Rows.At(0, 1).Schema, new() { Time = new FixedTime(Rows.Start) });

        var error = Assert.Throws<DeltaException>(() => table.SnapshotAt(Rows.Start.AddSeconds(-1)));

        Assert.Contains(
            "at 2025-12-31T23:59:59.000Z there was no version that can be read; the first one, 0, is of 2026-01-01T00:00:00.000Z",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commits_that_say_no_time_are_of_their_files_time_and_each_later_than_the_one_before()
    {
        var table = DeltaTable.Create(_folder["table"], Rows.At(0, 1).Schema);
        for (var i = 0; i < 3; i++) table.Append(Rows.At(i, 1));
        for (var version = 0; version < 4; version++)
        {
            var log = _folder[$"table/_delta_log/{version:D20}.json"];
            File.WriteAllLines(log, File.ReadAllLines(log).Where(line => !line.StartsWith("{\"commitInfo\"", StringComparison.Ordinal)));
            // The third file is older than the second.
            File.SetLastWriteTimeUtc(log, Rows.Start.AddMinutes(version == 2 ? 0 : version).UtcDateTime);
        }

        var opened = DeltaTable.Open(_folder["table"]);

        Assert.Equal(0, opened.SnapshotAt(Rows.Start).Version);
        Assert.Equal(1, opened.SnapshotAt(Rows.Start.AddMinutes(1)).Version);
        Assert.Equal(2, opened.SnapshotAt(Rows.Start.AddMinutes(1).AddMilliseconds(1)).Version);
        Assert.Equal(2, opened.SnapshotAt(Rows.Start.AddMinutes(3).AddMilliseconds(-1)).Version);
        Assert.Equal(3, opened.SnapshotAt(DateTimeOffset.MaxValue).Version);
    }
}
