using System.Globalization;
using Panta.Tests;

namespace Panta.Data.Tests.Frames;

/// <summary>A program of its own with a memory limit for DuckDB sorts, joins, splits and writes a source of more than five times that limit.</summary>
public sealed class LargerThanMemoryTests : IDisposable
{
    // The limit is DuckDB's: .NET, the libraries, buffers of results and of Parquet's writer come on top. 306 MB were seen.
    const int Beside = 350;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LongFact]
    public async Task A_source_of_five_times_the_limit_is_sorted_joined_split_and_written()
    {
        const int Megabytes = 100, Rows = 16_000_000;
        using var child = Child.Start(
            ["env", $"PANTA_MEMORY_LIMIT={Megabytes}MB", $"PANTA_TEMP_FOLDER={_folder["spill"]}", "DOTNET_GCHeapHardLimit=0x8000000"],
            "larger", _folder.Path, Rows.ToString(CultureInfo.InvariantCulture));
        var errors = child.StandardError.ReadToEndAsync();
        var said = (await child.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, $"{string.Join('\n', said)}\n{await errors}");
        var figures = said.Select(line => line.Split(' ')).ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));
        Assert.True(figures["source"] >= 5L * Megabytes << 20, $"the source has {figures["source"] >> 20} MB, the limit is {Megabytes} MB");
        foreach (var step in new[] { "sorted", "joined", "split", "delta" }) Assert.Equal(Rows, figures[step]);
        Assert.True(figures["peak"] >> 20 <= Megabytes + Beside, $"the peak was {figures["peak"] >> 20} MB, the limit is {Megabytes} MB\n{string.Join('\n', said)}");
        Console.WriteLine($"larger than memory: source {figures["source"] >> 20} MB, limit {Megabytes} MB, peak of the process {figures["peak"] >> 20} MB");
    }
}
