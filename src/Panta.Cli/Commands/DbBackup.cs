using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Commands;

/// <summary><c>panta db backup</c>: writes a store's metadata into one file.</summary>
static class DbBackup
{
    static readonly Argument<string> File = new("FILE") { Description = "The file to make." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("backup", "Write the metadata, as it is at one moment, into one file with checksums. A server may run meanwhile.") { File };
        StoreChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var store = StoreChoice.Of(parsed);
            using var progress = new Progress(terminal, $"Backing up {store.Place}");
            var backup = StoreBackup.Write(store, parsed.GetValue(File)!, progress, cancel);
            progress.Dispose();

            var secrets = SecretText.Of(store);
            Output.Of(terminal, parsed).WriteLines(
                new JsonObject
                {
                    ["store"] = store.Place,
                    ["file"] = backup.File,
                    ["bytes"] = backup.Bytes,
                    ["sha256"] = backup.Sha256,
                    ["tables"] = TablesOf(backup.Tables),
                    ["secrets"] = secrets.Count,
                    ["key"] = secrets.Key,
                },
                [$"{backup.File}: {backup.Tables.Sum(t => t.Rows):N0} rows of {backup.Tables.Length} tables, {DataDescribe.Size(backup.Bytes)}, SHA-256 {backup.Sha256}.", .. SecretText.AfterBackup(secrets)]);
            return ExitCode.Done;
        });
        return command;
    }

    internal static JsonArray TablesOf(IEnumerable<TableContents> tables) =>
        new([.. tables.Select(t => (JsonNode)new JsonObject { ["table"] = t.Table, ["rows"] = t.Rows, ["sha256"] = t.Sha256 })]);
}
