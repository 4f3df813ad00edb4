using Panta.Data.Delta;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Damages one file of a table at a time (commits, checkpoints, hints, deletion vectors, data), reads the table, and mends the file.</summary>
sealed class DeltaFileFuzz(string folder)
{
    static readonly string[] Tables =
    [
        "checkpoint_classic", "checkpoint_partitioned", "spark_multipart_checkpoint", "spark_v2_checkpoint", "spark_v2_checkpoint_json", "spark_dv_checkpoint",
        "spark_dv_partitioned", "spark_mapping_nested_partition", "spark_stats_struct", "change_data_feed",
    ];

    readonly (string Table, string Path, byte[] Bytes)[] _files = [.. Tables.SelectMany(name => Copied(name, Path.Combine(folder, name)))];

    public bool Reads(int seed)
    {
        var (table, path, bytes) = _files[seed % _files.Length];
        File.WriteAllBytes(path, Mutation.Of(bytes, seed));
        try
        {
            Read(table);
            return true;
        }
        catch (DeltaException)
        {
            return false;
        }
        finally
        {
            File.WriteAllBytes(path, bytes);
        }
    }

    static void Read(string path)
    {
        var table = DeltaTable.Open(path);
        _ = table.Snapshot().RowCount;
        table.History();
        foreach (var rows in table.Snapshot().ReadBatches()) _ = rows.RowCount;
        if (table.Snapshot().Properties.ContainsKey("delta.enableChangeDataFeed")) foreach (var rows in table.Changes(1).Batches()) _ = rows.RowCount;
    }

    // Where a checkpoint is all there is, its damage shows.
    static IEnumerable<(string Table, string Path, byte[] Bytes)> Copied(string name, string to)
    {
        GoldenTables.Copy(name, to);
        var log = Path.Combine(to, "_delta_log");
        foreach (var path in Directory.GetFiles(log, "*.crc")) File.Delete(path);
        var checkpoint = Directory.GetFiles(log, "*.checkpoint*").Select(Path.GetFileName).Order(StringComparer.Ordinal).LastOrDefault();
        foreach (var path in Directory.GetFiles(log, "*.json").Where(path => !path.Contains("checkpoint", StringComparison.Ordinal)))
            if (checkpoint is not null && string.CompareOrdinal(Path.GetFileName(path), checkpoint) < 0) File.Delete(path);
        return Directory.GetFiles(to, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (to, path, File.ReadAllBytes(path)));
    }
}
