// What a viewer of the runs page waits for: Chromium on the real server over a store of made-up runs.
//   dotnet run -c Release [RUNS]     100,000 by default; PANTA_BENCH_DATA keeps and reuses the filled folder
using System.Globalization;
using Panta.Server.Benchmarks;

var chromium = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);
if (chromium is null)
{
    Console.WriteLine("needs chromium: apt-get install chromium");
    return;
}

var runs = args.Length > 0 ? int.Parse(args[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 100_000;
var kept = Environment.GetEnvironmentVariable("PANTA_BENCH_DATA");
var folder = kept ?? Directory.CreateTempSubdirectory("panta-bench-").FullName;
try
{
    if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
    {
        var filled = await PantaPrograms.FillAsync(folder, runs);
        Console.WriteLine($"{"panta demo --runs " + runs.ToString("N0", CultureInfo.InvariantCulture),-44} {filled.TotalSeconds,8:0.0} s     goal 60 s");
    }

    using var server = await PantaPrograms.ServeAsync(folder);
    await RunsPageBench.RunAsync(chromium, server);
}
finally
{
    if (kept is null) Directory.Delete(folder, recursive: true);
}
