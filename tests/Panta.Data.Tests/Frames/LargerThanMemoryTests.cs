using System.Globalization;
using Panta.Tests;

namespace Panta.Data.Tests.Frames;

/// <summary>A program of its own sorts, joins, splits and writes rows, and all of it, .NET and libraries too, stays within PANTA_MEMORY_LIMIT.</summary>
public sealed class LargerThanMemoryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_spills_stays_within_its_limit() => await WithinLimit(320, 3_000_000);

    [LongFact]
    public async Task A_source_of_five_times_the_limit_is_sorted_joined_split_and_written()
    {
        const int Megabytes = 512;

        var source = await WithinLimit(Megabytes, 75_000_000);

        Assert.True(source >= 5L * Megabytes * 1_000_000, $"the source has {source / 1_000_000} MB, the limit is {Megabytes} MB");
    }

    // The size of the source.
    async Task<long> WithinLimit(int megabytes, int rows)
    {
        using var child = Child.Start(
            ["env", $"PANTA_MEMORY_LIMIT={megabytes}MB", $"PANTA_TEMP_FOLDER={_folder["spill"]}"],
            "larger", _folder.Path, rows.ToString(CultureInfo.InvariantCulture));
        var errors = child.StandardError.ReadToEndAsync();
        var said = (await child.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, $"{string.Join('\n', said)}\n{await errors}");
        var figures = said.Select(line => line.Split(' ')).ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));
        var (source, peak) = (figures["source"], figures["peak"]);
        Console.WriteLine($"larger than memory: source {source / 1_000_000} MB, limit {megabytes} MB, peak of the process {peak / 1_000_000} MB");
        foreach (var step in new[] { "sorted", "joined", "split", "delta" }) Assert.Equal(rows, figures[step]);
        Assert.True(peak <= megabytes * 1_000_000, $"the peak was {peak / 1_000_000} MB, the limit is {megabytes} MB\n{string.Join('\n', said)}");
        return source;
    }
}
