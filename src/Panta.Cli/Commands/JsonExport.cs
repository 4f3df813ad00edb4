using System.CommandLine;
using Panta.Cli.Connections;
using Panta.Cli.Transfers;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Commands;

/// <summary><c>panta export jsonl</c>: experiments, runs, models and files of a store in a folder of JSON lines.</summary>
static class JsonExport
{
    static readonly Argument<string> Folder = new("FOLDER") { Description = "A new or empty folder." };

    public static Command Build(Terminal terminal)
    {
        const string What = "Write experiments, runs, models and files of a store into a folder of JSON lines, and check it. 'panta import jsonl' reads it back.";
        var command = new Command("jsonl", What)
        {
            Folder,
        };
        TransferChoice.AddTo(command);
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (ServerChoice.Find(parsed) is { } address)
            {
                await using var server = ServerConnection.To(address);
                using var there = new ServerSource(server);
                return await TransferChoice.ExportAsync(terminal, parsed, there, parsed.GetValue(Folder)!, cancel);
            }

            await using var store = OwnStore.Open(parsed, making: false);
            using var source = new PantaStore(store.Database, store.Artifacts, TimeProvider.System);
            return await TransferChoice.ExportAsync(terminal, parsed, source, parsed.GetValue(Folder)!, cancel);
        });
        return command;
    }
}
