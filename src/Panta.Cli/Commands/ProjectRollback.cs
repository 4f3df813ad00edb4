using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;

namespace Panta.Cli.Commands;

/// <summary><c>panta rollback</c>: gives the champion's alias back to the version before.</summary>
static class ProjectRollback
{
    static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };

    static readonly Option<string> Why = new("--why") { Description = "The reason; the history keeps it.", HelpName = "TEXT", Required = true };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("rollback", "Give the alias of a project's endpoint back to the version it had before.") { Project, Why };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(Project)!;
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var answer = await server.PostAsync(
                $"api/1.0/projects/{Uri.EscapeDataString(name)}/rollback",
                new JsonObject { ["who"] = Environment.UserName, ["why"] = parsed.GetValue(Why) },
                cancel);
            Output.Of(terminal, parsed).WriteLine(answer, $"{name} answers with version {answer.Text("version")} again.");
            return ExitCode.Done;
        });
        return command;
    }
}
