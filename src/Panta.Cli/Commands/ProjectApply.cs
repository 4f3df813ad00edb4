using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Workflows.Projects;

namespace Panta.Cli.Commands;

/// <summary><c>panta apply</c>: makes or updates what a project file declares; again, it changes nothing.</summary>
static class ProjectApply
{
    static readonly Argument<FileInfo> File = new("FILE")
    {
        Description = "The project file.",
        DefaultValueFactory = _ => new("panta.yaml"),
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("apply", "Make or update what a project file declares: tables, the first model, endpoint, monitor, policy.") { File };
        ServerChoice.AddMakingTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var file = parsed.GetValue(File)!;
            var project = ProjectFile.Load(file.FullName); // every problem is told before the server is asked

            await using var server = await ServerChoice.ConnectMakingAsync(parsed, cancel);
            using var progress = new Progress(terminal, $"Applying {project.Name}");
            var answer = await server.PostAsync("api/1.0/projects", new JsonObject
            {
                ["yaml"] = await System.IO.File.ReadAllTextAsync(file.FullName, cancel),
                ["folder"] = file.DirectoryName,
            }, cancel);
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLines(answer, [.. Changes(answer), $"Project {project.Name} stands. While the server runs, POST /endpoints/{project.Endpoint.Name}/invocations answers."]);
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Changes(JsonNode answer)
    {
        var changes = answer["changes"]?.AsArray().Select(change => $"made or updated: {change}").ToArray() ?? [];
        return changes.Length > 0 ? changes : ["no change"];
    }
}
