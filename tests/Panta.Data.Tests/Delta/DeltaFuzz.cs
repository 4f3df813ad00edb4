using System.Globalization;
using Panta.Data.Delta;

namespace Panta.Data.Tests.Delta;

/// <summary>
/// Damages one file of a table at a time, reads the table, and mends the file: run as a program of its own, which a crash of native code ends. Each answer
/// that is neither rows nor a refusal is printed.
/// </summary>
static class DeltaFuzz
{
    static readonly string[] Tables =
    [
        "checkpoint_classic", "checkpoint_partitioned", "spark_multipart_checkpoint", "spark_v2_checkpoint", "spark_v2_checkpoint_json", "spark_dv_checkpoint",
        "spark_dv_partitioned", "spark_mapping_nested_partition", "spark_stats_struct", "change_data_feed",
    ];

    public static int Run(string folder, int from, int count, Action<string> say)
    {
        var files = Tables.SelectMany(name => Copied(name, Path.Combine(folder, name))).ToArray();
        for (var seed = from; seed < from + count; seed++)
        {
            var (table, path, bytes) = files[seed % files.Length];
            if (seed % 100 == 0) say(string.Create(CultureInfo.InvariantCulture, $"at {seed}"));
            File.WriteAllBytes(path, Mutation.Of(bytes, seed));
            var error = Record.Exception(() => Read(table));
            File.WriteAllBytes(path, bytes);
            if (error is not (null or DeltaException)) say(string.Create(CultureInfo.InvariantCulture, $"seed {seed} {path}: {error}"));
        }

        say($"peak {Peak()}");
        return 0;
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

    static string Peak() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim();
}
