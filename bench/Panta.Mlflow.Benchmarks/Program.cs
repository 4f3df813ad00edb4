using System.Globalization;
using Panta.Measuring;
using Panta.Mlflow.Benchmarks;
using Panta.Tests;

// The tracking server against the original MLflow server of the peers' environment, each as a process on an SQLite file, asked the same by the same client one right after the
// other, as machines are not always equally fast; then Panta on PostgreSQL. One of them is asked at a time. The original is started anew before each question, because at many
// clients it stalls for minutes. What one client asks is asked of a bare server too: it takes the request, keeps a page on disk where the request changes something, and answers.
// Arguments: the numbers of runs of the search (default 1000 10000 1000000; the original is asked up to 10,000); 'sqlite' or 'postgres' for that store alone.
// Without the peers Panta is measured alone.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] sizes = args.Where(arg => char.IsAsciiDigit(arg[0])).Select(int.Parse).ToArray() is { Length: > 0 } given ? given : [1000, 10_000, 1_000_000];
var root = Path.Combine(Path.GetTempPath(), $"panta-bench-{Environment.ProcessId}");
Directory.CreateDirectory(root);
try
{
    using (var pages = new DiskPages(Path.Combine(root, "page")))
        Console.WriteLine($"fdatasync of an overwritten 4 KiB page: {pages.Rate(TimeSpan.FromSeconds(2)):N0} /s, the limit of one client's changes");
    Console.WriteLine(SearchQuestions.Explained);
    if (!args.Contains("postgres")) await CompareAsync();
    if (PostgresServer.Binaries is null || args.Contains("sqlite")) return;

    using var server = PostgresServer.New(durable: true);
    await PantaStore.MeasureAsync("Panta on PostgreSQL", Path.Combine(root, "postgres"), server.ConnectionString, [.. sizes.Where(size => size <= Original.MostRuns)], historyPoints: 100_000, original: null);
}
finally
{
    Directory.Delete(root, recursive: true);
}

async Task CompareAsync()
{
    var peers = Original.PeersFolder();
    if (peers is null) Console.WriteLine("The peers are not installed in .peers: Panta is measured alone.");
    var original = peers is null ? null : await Original.FillAsync(peers, Path.Combine(root, "mlflow"), sizes);
    await PantaStore.MeasureAsync("Panta", Path.Combine(root, "panta"), database: null, sizes, historyPoints: 1_000_000, original);
}
