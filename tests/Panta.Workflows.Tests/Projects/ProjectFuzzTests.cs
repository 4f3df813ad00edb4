using System.Text;
using Panta.Learning.Persistence;
using Panta.Tests;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Tests.Projects;

public sealed class ProjectFuzzTests
{
    const int MostMegabytes = 2_000;

    [Fact]
    public void Damaged_project_files_are_read_or_refused() => RequireSafe(0, 2_000);

    [LongFact]
    public void Thirty_thousand_damaged_project_files_are_read_or_refused() => RequireSafe(1_000_000, 30_000);

    static void RequireSafe(int from, int count)
    {
        // As a person writes it, as the program writes it, and as JSON.
        var root = YamlDocument.Parse(Example.Yaml).Root!;
        string[] texts = [Example.Yaml, YamlDocument.Write(root), root.ToJsonString()];
        var files = texts.Select(Encoding.UTF8.GetBytes).ToArray();
        var refused = 0;
        for (var seed = from; seed < from + count; seed++)
        {
            var text = Encoding.UTF8.GetString(Mutation.Of(files[seed % files.Length], seed));
            var error = Record.Exception(() => ProjectFile.Parse(text));

            Assert.True(error is null or ProjectFileException, $"seed {seed}: {error}\n{text}");
            if (error is not null) refused++;
        }

        Console.WriteLine($"fuzz yaml: {count:N0} damaged, {refused:N0} of them refused, peak {PeakMemory.Bytes() / 1_000_000:N0} MB of {MostMegabytes:N0}");
        Assert.InRange(refused, 1, count - 1);
        Assert.InRange(PeakMemory.Bytes(), 1, MostMegabytes * 1_000_000L);
    }
}
