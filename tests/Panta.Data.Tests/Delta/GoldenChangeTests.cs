using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Tables that Spark and delta-rs wrote, changed by us: copies of the golden ones.</summary>
public sealed class GoldenChangeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory("golden/delta")]
    [InlineData("checkpoint_partitioned")]
    [InlineData("constraints")]
    [InlineData("nested")]
    [InlineData("partition_special")]
    [InlineData("spark_check")]
    [InlineData("spark_dv")]
    [InlineData("spark_dv_many")]
    [InlineData("spark_dv_partitioned")]
    [InlineData("spark_ict")]
    [InlineData("spark_nested")]
    [InlineData("spark_ntz")]
    [InlineData("spark_partition_types")]
    [InlineData("timestamp_ntz")]
    [InlineData("types")]
    public void A_table_of_others_is_arranged_grown_emptied_and_restored(string name)
    {
        GoldenTables.Copy(name, _folder["table"]);
        var table = DeltaTable.Open(_folder["table"]);
        var (version, rows) = (table.Version, table.Read());

        var files = table.Optimize();
        Assert.Equal(Texts(rows), Texts(DeltaTable.Open(_folder["table"]).Read()));
        table.Append(rows);
        Assert.Equal(2 * rows.RowCount, DeltaTable.Open(_folder["table"]).Read().RowCount);
        Assert.Equal(2 * rows.RowCount, table.Delete(Functions.Lit(true)).Deleted);
        Assert.Equal(0, table.Read().RowCount);
        table.Restore(version);

        Assert.Equal(Texts(rows), Texts(DeltaTable.Open(_folder["table"]).Read()));
        Assert.Equal(table.Version, version + 3 + (files.FilesRemoved > 0 ? 1 : 0));
    }

    [SharedFact("golden/delta")]
    public void Commits_of_a_table_that_keeps_their_time_are_each_later_than_the_one_before()
    {
        GoldenTables.Copy("spark_ict", _folder["table"]);
        var time = new FixedTime(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var table = DeltaTable.Open(_folder["table"], time);
        var last = table.History(1)[0];

        table.Append(table.Read());
        table.Append(table.Read());

        Assert.Equal([last.Timestamp!.Value.AddMilliseconds(2), last.Timestamp.Value.AddMilliseconds(1)], table.History(2).Select(commit => commit.Timestamp!.Value));
        Assert.StartsWith("{\"commitInfo\":{\"inCommitTimestamp\":", File.ReadLines(Path.Combine(_folder["table"], "_delta_log", $"{table.Version:D20}.json")).First(), StringComparison.Ordinal);
    }

    [SharedFact("golden/delta")]
    public void A_table_with_a_feed_of_changes_takes_rows_and_refuses_what_the_feed_would_have_to_tell()
    {
        GoldenTables.Copy("spark_cdf", _folder["table"]);
        var table = DeltaTable.Open(_folder["table"]);
        var rows = table.Read();

        table.Append(rows);

        Assert.Contains("changeDataFeed", Assert.Throws<DeltaException>(() => table.Delete(Functions.Lit(true))).Message, StringComparison.Ordinal);
        Assert.Equal(2 * rows.RowCount, table.Read().RowCount);
    }

    static List<string> Texts(Table rows) => [.. GoldenRows.Of(rows)];
}
