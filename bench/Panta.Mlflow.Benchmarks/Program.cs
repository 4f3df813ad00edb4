using System.Globalization;
using Panta.Mlflow.Benchmarks;

// The tracking server against the original MLflow server of the peers' environment, both as processes on an SQLite file, asked the same by the same client in one run.
// Arguments: the numbers of runs of the search (default 1000 10000 1000000; the original is asked up to 10,000). Without the peers Panta is measured alone.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] sizes = args.Length > 0 ? [.. args.Select(int.Parse)] : [1000, 10_000, 1_000_000];
var root = Path.Combine(Path.GetTempPath(), $"panta-bench-{Environment.ProcessId}");
Directory.CreateDirectory(root);
try
{
    Console.WriteLine($"fdatasync of an overwritten 4 KiB page: {DiskRate.Measure(Path.Combine(root, "page"), TimeSpan.FromSeconds(2)):N0} /s");
    await using var comparison = await Comparison.StartAsync(root);
    await comparison.LogAsync();
    await comparison.SearchAsync(sizes);
    await comparison.HistoryAsync(points: 1_000_000);
}
finally
{
    Directory.Delete(root, recursive: true);
}
