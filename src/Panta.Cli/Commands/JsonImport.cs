using System.CommandLine;
using Panta.Cli.Connections;
using Panta.Cli.Transfers;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Commands;

/// <summary><c>panta import jsonl</c>: a folder that <c>panta export jsonl</c> wrote, brought into a store and checked.</summary>
static class JsonImport
{
    static readonly Argument<string> Folder = new("FOLDER") { Description = "A folder that 'panta export jsonl' wrote." };

    public static Command Build(Terminal terminal)
    {
        const string What = "Bring what 'panta export jsonl' wrote into a store, under the same ids, and check it. It may be repeated, and goes on where it was "
            + "stopped.";
        var command = new Command("jsonl", What)
        {
            Folder,
        };
        TransferChoice.AddTo(command);
        ServerChoice.AddMakingTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var source = new JsonLinesFolder(parsed.GetValue(Folder)!);
            return await TransferChoice.ImportAsync(terminal, parsed, source, cancel);
        });
        return command;
    }
}
