using System.Diagnostics;
using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Benchmarks;

/// <summary>Commits a second of one row each, on disk when counted: one writer, and eight of one process on one table; against delta-rs, and against fsync alone.</summary>
static class DeltaCommitBenchmark
{
    const int Commits = 200;

    const string DeltaRs = """
        import sys, time, deltalake, pyarrow as pa
        path, commits = sys.argv[1], int(sys.argv[2])
        row = pa.table({"n": pa.array([1], pa.int64())})
        deltalake.write_deltalake(path, row)
        start = time.perf_counter()
        for _ in range(commits): deltalake.write_deltalake(deltalake.DeltaTable(path), row, mode="append")
        print(commits / (time.perf_counter() - start))
        """;

    public static void Run()
    {
        var root = Path.Combine(Path.GetTempPath(), $"panta-commits-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(root);
            var syncs = Rate(() => Sync(Path.Combine(root, "sync")));
            var alone = Rate(() => Write(Path.Combine(root, "alone"), 1));
            var together = Rate(() => Write(Path.Combine(root, "together"), 8));
            var theirs = Python(Path.Combine(root, "theirs"));
            var ratio = theirs is { } rate ? $"{alone / rate:F2}x of delta-rs ({rate:F0}/s), " : "delta-rs is not installed, ";
            Console.WriteLine($"{"commits a second, one writer",-50} {alone,8:F0}      {ratio}fsync alone {syncs:F0}/s (a commit has 4)");
            Console.WriteLine($"{"commits a second, eight writers on one table",-50} {together,8:F0}      {together / alone:F2}x of one writer");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static double Rate(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Commits / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    static void Sync(string path)
    {
        for (var i = 0; i < Commits; i++)
        {
            File.WriteAllText(path, $"{i}");
            Disk.SyncFile(path);
        }
    }

    static void Write(string path, int writers)
    {
        var row = Table.Of(("n", new Column<long>(DataType.Int64, new long[] { 1 })));
        DeltaTable.Create(path, row.Schema);
        var threads = Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            var table = DeltaTable.Open(path);
            for (var i = 0; i < Commits / writers; i++) table.Append(row);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    static double? Python(string path)
    {
        var python = Path.Combine(DeltaBenchmark.Root(), ".peers", "bin", "python");
        if (!File.Exists(python)) return null;

        using var process = Process.Start(new ProcessStartInfo(python, ["-c", DeltaRs, path, $"{Commits}"]) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return double.Parse(line, CultureInfo.InvariantCulture);
    }
}
