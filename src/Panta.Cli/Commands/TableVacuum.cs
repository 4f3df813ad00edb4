using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Printing;
using Panta.Cli.Sources;
using Panta.Workflows.Projects;

namespace Panta.Cli.Commands;

/// <summary><c>panta data vacuum</c>: deletes files that a Delta table no longer needs.</summary>
static class TableVacuum
{
    static readonly Argument<string> Table = new("TABLE") { Description = "The folder of a Delta table, or s3://BUCKET/PREFIX." };

    static readonly Option<string?> Retain = new("--retain")
    {
        Description = "Keep what versions of this time need, as 7d or 12h (default: the table's property, else 7d).",
        HelpName = "TIME",
    };

    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only name the files." };

    static readonly Option<bool> Force = new("--force")
    {
        Description = "Allow a shorter time than the table's: readers and writers at work may lose their files.",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("vacuum", "Delete files that a Delta table no longer needs; versions that needed them cannot be read any more; with --json one object.")
        {
            Table, Retain, DryRun, Force,
        };
        command.SetWork((parsed, cancel) =>
        {
            var retain = parsed.GetValue(Retain) is { } text ? Time(text) : (TimeSpan?)null;
            var table = DataSource.OpenTable(parsed.GetValue(Table)!);
            var dry = parsed.GetValue(DryRun);
            using var progress = new Progress(terminal, dry ? "Looking for files" : "Deleting files");
            var done = table.Vacuum(retain, dry, parsed.GetValue(Force), cancel);
            progress.Dispose();

            var files = new JsonArray([.. done.Files.Select(file => JsonValue.Create(file))]);
            Output.Of(terminal, parsed).WriteLines(
                new JsonObject { ["dry_run"] = dry, ["files"] = files, ["bytes"] = done.Bytes },
                [.. dry ? done.Files.Select(CellText.Visible) : [],
                    $"{done.Files.Length:N0} {(done.Files.Length == 1 ? "file" : "files")}, {DataDescribe.Size(done.Bytes)}, {(dry ? "would be deleted" : "deleted")}."]);
            return ExitCode.Done;
        });
        return command;
    }

    static TimeSpan Time(string text) => Duration.TryParse(text, null, out var time)
        ? time
        : throw new UsageException($"--retain is '{text}'; needs a number and one of s, m, h, d, w, as 7d.");
}
