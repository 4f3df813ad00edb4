using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Server;
using Panta.Serving.Scoring;

namespace Panta.Cli.Commands;

/// <summary><c>panta serve</c>: one model on one port, without a store.</summary>
static class ModelServe
{
    static readonly Argument<DirectoryInfo> Model = new("MODEL") { Description = "The model folder: the one that holds MLmodel." };

    static readonly Option<int> Port = new("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => 5001, HelpName = "PORT" };

    static readonly Option<string> Host = new("--host") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };

    static readonly Option<bool> AllowUnauthenticated = new("--allow-unauthenticated")
    {
        Description = "Listen beyond this machine although nobody is asked who they are.",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("serve", "Answer MLflow's scoring requests with one model; keeps nothing, has no pages.") { Model, Port, Host, AllowUnauthenticated };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = parsed.GetValue(Model)!.FullName;
            var options = new PantaServerOptions
            {
                Port = parsed.GetValue(Port),
                Host = parsed.GetValue(Host)!,
                AllowUnauthenticated = parsed.GetValue(AllowUnauthenticated),
                LogLevel = parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.Information,
            };
            await ModelServer.RunAsync(
                Scorer.Load(folder),
                options,
                address => Output.Of(terminal, parsed).WriteLine(
                    new JsonObject { ["address"] = address, ["model"] = folder, ["pid"] = Environment.ProcessId },
                    $"{folder} answers at {address}/invocations. Ctrl-C stops it."),
                cancel);
            return ExitCode.Done;
        });
        return command;
    }
}
