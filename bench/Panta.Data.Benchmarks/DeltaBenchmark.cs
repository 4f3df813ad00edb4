using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Benchmarks;

/// <summary>Opening Delta tables of many commits and of many files against delta-rs, and what file skipping saves. Each line a ratio of one run.</summary>
static class DeltaBenchmark
{
    const int Commits = 1_000;
    const int Files = 100_000;

    // The best of several, as ours; the list of files makes it read them.
    const string DeltaRs = """
        import sys, time, deltalake
        for path in sys.argv[1:]:
            best = 1e9
            for _ in range(15):
                start = time.perf_counter()
                count = len(deltalake.DeltaTable(path).file_uris())
                best = min(best, time.perf_counter() - start)
            print(best)
        """;

    public static void Run()
    {
        var root = Path.Combine(Path.GetTempPath(), $"panta-bench-{Environment.ProcessId}");
        try
        {
            var (commits, files) = (Path.Combine(root, "commits"), Path.Combine(root, "files"));
            WriteCommits(commits);
            WriteCheckpoint(files);
            var theirs = Python(commits, files);
            Opened($"snapshot of {Commits:N0} commits", commits, theirs.ElementAtOrDefault(0));
            Opened($"snapshot of {Files:N0} files in a checkpoint", files, theirs.ElementAtOrDefault(1));
            Skipped(Path.Combine(root, "scan"));
        }
        finally
        {
            if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        }
    }

    static void Opened(string name, string path, double theirs)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = DeltaTable.Open(path);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Math.Max(1, table.Snapshot().FileCount);
        GC.KeepAlive(table);
        var ours = Best(() => DeltaTable.Open(path).Snapshot().FileCount);
        var ratio = theirs > 0 ? $"{theirs / ours,6:F2}x of delta-rs ({theirs * 1e3:F0} ms)" : "delta-rs is not installed";
        Console.WriteLine($"{name,-50} {ours * 1e3,8:F1} ms   {ratio}   {bytes:N0} bytes kept a file");
        var counted = Best(() => DeltaTable.Open(path).Snapshot().RowCount is { } rows ? (int)rows : 0);
        Console.WriteLine($"{"  and a look at each file's statistics",-50} {counted * 1e3,8:F1} ms{(theirs > 0 ? $"   {theirs / counted,6:F2}x of delta-rs" : "")}");
    }

    // A table of 100 files by time: a day's rows with and without looking at statistics.
    static void Skipped(string path)
    {
        const int Parts = 100, Rows = 20_000;
        var table = DeltaTable.Create(path, Part(0, Rows).Schema);
        for (var i = 0; i < Parts; i++) table.Append(Part(i, Rows));
        var (snapshot, condition) = (table.Snapshot(), Functions.Col("id") >= (Parts - 1L) * Rows);
        var full = Best(() => snapshot.Read().RowCount);
        var skipping = Best(() => snapshot.AsFrame().Where(condition).ToTable().RowCount);
        var skipped = snapshot.Skipping(condition);
        Console.WriteLine(
            $"{"scan with file skipping",-50} {skipping * 1e3,8:F1} ms   {full / skipping,6:F1}x of a full scan   "
            + $"{skipped.FilesRead} of {skipped.FilesThere} files opened");
    }

    static Table Part(int part, int rows) => Table.Of(
        ("id", new Column<long>(DataType.Int64, Enumerable.Range(0, rows).Select(i => (long)part * rows + i).ToArray())),
        ("x", new Column<double>(DataType.Float64, Enumerable.Range(0, rows).Select(i => Math.Sin(i)).ToArray())));

    static void WriteCommits(string path)
    {
        DeltaTable.Create(path, Part(0, 1).Schema);
        for (var version = 1; version < Commits; version++)
            File.WriteAllText(Path.Combine(path, "_delta_log", $"{version:D20}.json"), $"{CommitInfo}\n{Add(version)}\n");
    }

    static void WriteCheckpoint(string path)
    {
        var properties = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("delta.checkpointInterval", "2");
        DeltaTable.Create(path, Part(0, 1).Schema, new() { Properties = properties });
        File.WriteAllLines(Path.Combine(path, "_delta_log", $"{1:D20}.json"), Enumerable.Range(1, Files).Select(Add).Prepend(CommitInfo));
        var table = DeltaTable.Open(path);
        if (table.Append(Part(0, 1)) != 2 || table.CheckpointFailure is not null) throw new InvalidOperationException("There is no checkpoint.");
    }

    const string CommitInfo = """{"commitInfo":{"timestamp":1795255633559,"operation":"WRITE","operationParameters":{"mode":"Append"},"isBlindAppend":true}}""";

    static string Add(int file) => CommitLine("add", new JsonObject
    {
        ["path"] = $"part-{file:D5}-{new Guid(file, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])}-c000.snappy.parquet",
        ["partitionValues"] = new JsonObject(),
        ["size"] = 1000 + file,
        ["modificationTime"] = 1795255633559,
        ["dataChange"] = true,
        ["stats"] = new JsonObject
        {
            ["numRecords"] = file,
            ["minValues"] = new JsonObject { ["id"] = file, ["x"] = 0.5 },
            ["maxValues"] = new JsonObject { ["id"] = file + 100, ["x"] = 1.5 },
            ["nullCount"] = new JsonObject { ["id"] = 0, ["x"] = 0 },
        }.ToJsonString(),
    });

    static string CommitLine(string name, JsonObject action) => new JsonObject { [name] = action }.ToJsonString();

    static double Best(Func<int> run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 15; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    static double[] Python(params string[] paths)
    {
        var python = Path.Combine(Root(), ".peers", "bin", "python");
        if (!File.Exists(python)) return [];

        using var process = Process.Start(new ProcessStartInfo(python, ["-c", DeltaRs, .. paths]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Panta.slnx"))) return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}
