using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Sources;

namespace Panta.Cli.Commands;

/// <summary><c>panta data restore</c>: makes a Delta table again what it was.</summary>
static class TableRestore
{
    static readonly Argument<string> Table = new("TABLE") { Description = "The folder of a Delta table, or s3://BUCKET/PREFIX." };

    static readonly Option<long?> Version = new("--version") { Description = "The version to go back to.", HelpName = "N" };

    static readonly Option<string?> At = new("--at")
    {
        Description = "The time to go back to, as 2024-05-01T12:00:00Z; without a zone it is UTC.",
        HelpName = "TIME",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("restore", "Make a Delta table again what it was at a version, as a new version; with --json one object.")
        {
            Table, Version, At,
        };
        command.SetWork((parsed, _) =>
        {
            var (version, at) = (parsed.GetValue(Version), parsed.GetValue(At));
            if ((version is null) == (at is null))
                throw new UsageException("Restore to what? Say --version N or --at TIME; 'panta data history' lists the versions.");

            var time = at is null ? default : SourceChoice.Time("--at", at);
            var table = DataSource.OpenTable(parsed.GetValue(Table)!);
            var before = table.Version;
            var change = version is { } number ? table.Restore(number) : table.Restore(time);
            Output.Of(terminal, parsed).WriteLine(
                new JsonObject
                {
                    ["version"] = change.Version,
                    ["changed"] = change.Version > before,
                    ["files_added"] = change.FilesAdded,
                    ["files_removed"] = change.FilesRemoved,
                },
                change.Version == before
                    ? $"Nothing to do: the table is so already, at version {before}."
                    : $"The table is as it was: version {change.Version}, {change.FilesAdded:N0} {(change.FilesAdded == 1 ? "file" : "files")} back, {change.FilesRemoved:N0} taken out.");
            return ExitCode.Done;
        });
        return command;
    }
}
