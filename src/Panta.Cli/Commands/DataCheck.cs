using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Data.Expectations;
using Panta.Workflows.Projects;

namespace Panta.Cli.Commands;

/// <summary><c>panta data check</c>: holds a source, or another file of its form, against a project's expectations.</summary>
static class DataCheck
{
    static readonly Argument<FileInfo> Project = new("PROJECT") { Description = "The project file.", DefaultValueFactory = _ => new("panta.yaml") };

    static readonly Option<FileInfo?> File = new("--file") { Description = "Check this file instead of the project's source.", HelpName = "FILE" };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("check", "Hold data against a project's expectations; exit code 1 if any is broken.") { Project, File };
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(Project)!;
            var project = ProjectFile.Load(file.FullName);
            var source = parsed.GetValue(File)?.FullName ?? SourceOf(project, file);
            using var progress = new Progress(terminal, $"Checking {Path.GetFileName(source)}");
            var gated = new ExpectationSuite { Expectations = project.Expectations }.Gate(ProjectSource.Read(project, source), TimeProvider.System.GetUtcNow());
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLines(Document(gated), Lines(gated));
            return gated.Results.All(result => result.Passed) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>The file that a project learns from.</summary>
    /// <exception cref="UsageException">It learns from a table of the store.</exception>
    internal static string SourceOf(Project project, FileInfo file) =>
        project.Source.Path is { } path
            ? Path.GetFullPath(Path.Combine(file.DirectoryName!, path))
            : throw new UsageException($"Project '{project.Name}' learns from the table '{project.Source.Table}'. Give a file with --file.");

    static JsonObject Document(GatedRows gated) => new()
    {
        ["good"] = gated.Good.RowCount,
        ["quarantined"] = gated.Quarantined.RowCount,
        ["accepted"] = gated.IsAccepted,
        ["expectations"] = new JsonArray([.. gated.Results.Select(result => new JsonObject
        {
            ["claim"] = result.Expectation.Claim,
            ["passed"] = result.Passed,
            ["failing_rows"] = result.FailingRows.Length,
            ["sentence"] = result.Sentence,
        })]),
    };

    static IEnumerable<string> Lines(GatedRows gated)
    {
        foreach (var result in gated.Results) yield return $"{(result.Passed ? "holds " : "BROKEN")}  {result.Sentence}";
        yield return gated.Results.IsEmpty
            ? "The project declares no expectations."
            : $"{gated.Good.RowCount:N0} rows keep them all, {gated.Quarantined.RowCount:N0} would go to quarantine.";
    }
}
