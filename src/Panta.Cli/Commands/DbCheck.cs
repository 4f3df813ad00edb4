using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Commands;

/// <summary><c>panta db check</c>: looks whether a store's metadata is as it must be.</summary>
static class DbCheck
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("check", "Look whether the metadata is whole: pages, references, migrations, latest metrics. A server may run meanwhile.");
        StoreChoice.AddTo(command);
        command.SetWork((parsed, _) =>
        {
            var store = StoreChoice.Of(parsed);
            using var progress = new Progress(terminal, $"Checking {store.Place}");
            var findings = StoreCheck.Run(store);
            var secrets = findings.All(f => f.Passed) ? SecretText.Unreadable(SecretText.Of(store)) : [];
            progress.Dispose();

            var whole = findings.All(f => f.Passed);
            var checks = findings.Select(f => (JsonNode)new JsonObject { ["check"] = f.Check, ["passed"] = f.Passed, ["detail"] = f.Detail });
            Output.Of(terminal, parsed).WriteLines(
                new JsonObject { ["store"] = store.Place, ["whole"] = whole, ["checks"] = new JsonArray([.. checks]), ["notes"] = new JsonArray([.. secrets.Select(s => JsonValue.Create(s))]) },
                [.. findings.Select(f => $"{(f.Passed ? "ok    " : "FAILED")}  {f.Check}: {f.Detail}"),
                    .. secrets,
                    whole ? $"{store.Place} is whole." : $"{store.Place} is not whole. Stop the server, and restore a backup or mend what is named."]);
            return whole ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
