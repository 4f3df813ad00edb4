using System.Globalization;
using Panta.Data.Tests.Delta;
using Panta.Data.Tests.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Fuzz;

/// <summary>
/// Reads damaged files, one a seed: in a program of its own, so that a crash of native code ends it and its memory is its alone. What is neither read nor
/// refused is printed; at the end how many there were, how many of them were refused, and the peak.
/// </summary>
static class Fuzz
{
    const int MostProblems = 10;

    /// <summary>Runs in the program of its own.</summary>
    public static int Run(string kind, string folder, int from, int count, Action<string> say)
    {
        var reads = Reader(kind, folder);
        var (done, refused, problems) = (0, 0, 0);
        for (var seed = from; seed < from + count && problems < MostProblems; seed++, done++)
        {
            if (seed % 100 == 0) say(string.Create(CultureInfo.InvariantCulture, $"at {seed}"));
            try
            {
                if (!reads(seed)) refused++;
            }
            catch (Exception problem)
            {
                problems++;
                say(string.Create(CultureInfo.InvariantCulture, $"problem with seed {seed}: {problem}"));
            }
        }

        say(string.Create(CultureInfo.InvariantCulture, $"end {done} {refused} {PeakMemory.Bytes()}"));
        return 0;
    }

    /// <summary>Runs a kind in a program of its own, and requires that all was read or refused within bounded memory.</summary>
    public static async Task RequireSafe(string kind, int from, int count, int mostMegabytes)
    {
        using var folder = new TemporaryFolder();
        using var child = Child.Start([], "fuzz", kind, folder.Path, $"{from}", $"{count}");
        var errors = child.StandardError.ReadToEndAsync();
        var lines = (await child.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, $"{kind} ended with {child.ExitCode} after {lines.LastOrDefault()}: {await errors}");
        // A problem's stack trace is of several lines.
        var told = lines[..^1].Where(line => !line.StartsWith("at ", StringComparison.Ordinal));
        Assert.True(!told.Any(), string.Join('\n', told));
        var figures = lines[^1].Split(' ')[1..].Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine($"fuzz {kind}: {figures[0]:N0} damaged, {figures[1]:N0} of them refused, peak {figures[2] / 1_000_000:N0} MB of {mostMegabytes:N0}");
        Assert.Equal(count, figures[0]);
        Assert.InRange(figures[1], 1, count - 1);
        Assert.InRange(figures[2], 1, mostMegabytes * 1_000_000L);
    }

    // Whether the damaged file of a seed is read; false where it is refused.
    static Func<int, bool> Reader(string kind, string folder) => kind switch
    {
        "csv" => new FileFuzz(folder).ReadsCsv,
        "json" => new FileFuzz(folder).ReadsJson,
        "delta-files" => new DeltaFileFuzz(folder).Reads,
        "delta-commits" => new DeltaCommitFuzz().Reads,
        _ => throw new ArgumentException($"There is no '{kind}' to damage."),
    };
}
