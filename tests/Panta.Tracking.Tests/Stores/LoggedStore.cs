using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Tests.Runs;

namespace Panta.Tracking.Tests.Stores;

/// <summary>A store that points are logged to, with copies of it as a kill would leave them.</summary>
sealed class LoggedStore : IDisposable
{
    readonly TemporaryFolder _place = new();

    public LoggedStore() => Test = new(Alarm);

    public Alarm Alarm { get; } = new();

    public TestRuns Test { get; }

    public Database Database => Test.Store.Database;

    public string LogFile => Test.Store.Folder.DatabaseFile + "-points";

    public void Dispose()
    {
        Test.Dispose();
        _place.Dispose();
    }

    /// <summary>A path beside the store.</summary>
    public string Beside(string name) => Path.Combine(_place.Path, name);

    /// <summary>Logs points of ten metrics, a hundred at a time.</summary>
    public async Task Spread(string run, int from, int count)
    {
        for (var i = from; i < from + count; i += 100)
            await Test.Log.LogBatchAsync(
                run, new() { Metrics = [.. Enumerable.Range(i, Math.Min(100, from + count - i)).Select(n => new Metric($"m{n % 10}", n, n))] });
    }

    /// <summary>The folder of a copy.</summary>
    public string Copy(string name)
    {
        var copy = Directory.CreateDirectory(Beside(name)).FullName;
        foreach (var file in Directory.GetFiles(Test.Store.Folder.Root, "panta.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        return copy;
    }

    /// <summary>The points that a store has when it is started on a copy.</summary>
    public static HashSet<string> PointsOf(string folder, string run)
    {
        using var held = DataFolder.Open(folder);
        var database = Database.Open(held);
        try
        {
            return database.Read(c => RunImport.ReadPoints(c, [run]).Select(Text).ToHashSet());
        }
        finally
        {
            database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public List<string> Points(string run) => Database.Read(c => RunImport.ReadPoints(c, [run]).Select(Text).Order(StringComparer.Ordinal).ToList());

    /// <summary>Few times, steps and values, so that many points are like others.</summary>
    public static IEnumerable<Metric> Many(Random random, int count) => Enumerable.Range(0, count).Select(_ => new Metric(
        $"m{random.Next(8)}", random.Next(6) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, var n => n - 3 },
        random.Next(9), random.Next(-2, 6)));

    public static IEnumerable<Metric> Distinct(int count) => Enumerable.Range(0, count).Select(i => new Metric($"m{i % 7}", i, i));

    public static string Text(Metric point) => $"{point.RunId} {point.Key} {point.Timestamp} {point.Step} {point.Value}";
}
