using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Commands;

/// <summary><c>panta db migrate</c>: brings a store's tables up to date.</summary>
static class DbMigrate
{
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only name what is to be done." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("migrate", "Bring the metadata's tables up to date with this program, as a server does when it starts. Take a backup first.")
        {
            DryRun,
        };
        StoreChoice.AddTo(command);
        command.SetWork((parsed, _) =>
        {
            var store = StoreChoice.Of(parsed);
            var dry = parsed.GetValue(DryRun);
            var pending = StoreUpgrade.Pending(store);
            if (pending.Count > 0 && !dry)
            {
                using var progress = new Progress(terminal, $"Migrating {store.Place}");
                StoreUpgrade.Apply(store, TimeProvider.System);
            }

            var done = pending.Count == 0 ? "Nothing is to be done" : dry ? $"{pending.Count} to be applied" : $"{pending.Count} applied";
            Output.Of(terminal, parsed).WriteLines(
                new JsonObject { ["store"] = store.Place, ["dry_run"] = dry, ["migrations"] = new JsonArray([.. pending.Select(m => JsonValue.Create(m))]) },
                [.. pending, $"{done}: {store.Place}."]);
            return ExitCode.Done;
        });
        return command;
    }
}
