using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.EndToEnd.Loops;

namespace Panta.Data.Tests.Delta;

/// <summary>A disk that is full, or cannot be written: a clear error, and the table as it was.</summary>
public sealed class DeltaDiskTests
{
    [SmallDiskFact]
    public void A_disk_that_fills_up_ends_a_change_with_a_clear_error_and_leaves_the_table_whole()
    {
        using var disk = new SmallDisk(8);
        var table = DeltaTable.Create(disk["table"], Noise(0, 1).Schema);
        table.Append(Noise(1, 100_000));

        var append = Assert.Throws<DeltaException>(() => table.Append(Noise(2, 2_000_000)));
        var update = Assert.Throws<DeltaException>(() => Twice(() => table.Update(Functions.Lit(true), new Dictionary<string, Expression> { ["n"] = Functions.Col("n") + 1L })));

        Assert.Contains("No space left", append.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", update.Message, StringComparison.Ordinal);
        Assert.Equal(table.Version, DeltaTable.Open(disk["table"]).Version);
        Assert.Equal(100_000, DeltaTable.Open(disk["table"]).Read().RowCount);
        var state = table.Snapshot().State;
        Assert.Equal(
            state.Files.Values.Select(file => file.Path).Concat(state.Tombstones.Values.Select(file => file.Path)).Order(StringComparer.Ordinal),
            Directory.GetFiles(disk["table"], "*.parquet").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [SmallDiskFact]
    public void A_disk_that_is_full_before_the_commit_makes_no_version()
    {
        using var disk = new SmallDisk(4);
        var table = DeltaTable.Create(disk["table"], Noise(0, 1).Schema);
        table.Append(Noise(1, 1000));
        disk.Fill();

        Assert.ThrowsAny<IOException>(() => table.Append(Noise(2, 1)));
        Assert.ThrowsAny<IOException>(() => table.SetProperties(new Dictionary<string, string> { ["a"] = new('x', 100_000) }));
        File.Delete(disk["filler"]);

        Assert.Equal(1, DeltaTable.Open(disk["table"]).Version);
        Assert.Equal(2, table.Append(Noise(2, 1)));
        Assert.Equal(1001, DeltaTable.Open(disk["table"]).Read().RowCount);
        Assert.Equal(2, Directory.GetFiles(disk["table"], "*.parquet").Length);
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(disk["table"], "_delta_log")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [SmallDiskFact]
    public void A_disk_that_cannot_be_written_is_told_and_still_read()
    {
        using var disk = new SmallDisk(4);
        var table = DeltaTable.Create(disk["table"], Noise(0, 1).Schema);
        table.Append(Noise(1, 1000));
        disk.MakeReadOnly();

        Assert.Contains("Read-only file system", Assert.ThrowsAny<IOException>(() => table.Append(Noise(2, 1))).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Read-only file system", Assert.ThrowsAny<IOException>(() => table.Delete(Functions.Lit(true))).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1000, DeltaTable.Open(disk["table"]).Read().RowCount);
    }

    // The small disk holds the table once more at most.
    static void Twice(Action action)
    {
        for (var i = 0; i < 20; i++) action();
    }

    static Table Noise(int seed, int count)
    {
        var random = new Random(seed);
        return Table.Of(("n", new Column<long>(DataType.Int64, Enumerable.Range(0, count).Select(_ => random.NextInt64()).ToArray())));
    }
}
