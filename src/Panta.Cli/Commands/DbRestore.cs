using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Commands;

/// <summary><c>panta db restore</c>: puts a backup of the metadata where a store is to be.</summary>
static class DbRestore
{
    static readonly Argument<string> File = new("FILE") { Description = "A file that 'panta db backup' wrote." };

    static readonly Option<bool> Force = new("--force") { Description = "Replace the metadata that is there." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command(
            "restore", "Put a backup into a data folder or database without a store, wherever it came from: so a store moves from SQLite to PostgreSQL and back.")
        {
            File, Force,
        };
        StoreChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var store = StoreChoice.Of(parsed);
            using var progress = new Progress(terminal, $"Restoring into {store.Place}");
            var backup = StoreBackup.Read(parsed.GetValue(File)!, progress, cancel);
            var tables = StoreRestore.Run(backup, store, parsed.GetValue(Force), TimeProvider.System, progress, cancel);
            progress.Dispose();

            var secrets = SecretText.Of(store);
            Output.Of(terminal, parsed).WriteLines(
                new JsonObject { ["store"] = store.Place, ["file"] = backup.File, ["sha256"] = backup.Sha256, ["tables"] = DbBackup.TablesOf(tables), ["unreadableSecrets"] = secrets.Unreadable?.Count },
                [$"{store.Place} has the {tables.Sum(t => t.Rows):N0} rows of {backup.File}, each table checked by its digest.", .. SecretText.Unreadable(secrets)]);
            return ExitCode.Done;
        });
        return command;
    }
}
