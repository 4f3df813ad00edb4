using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary><c>panta serve</c>: one model on one port, without a store.</summary>
static class ModelServe
{
    static readonly Option<int> Port = new("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => 5001, HelpName = "PORT" };

    static readonly Option<string> Host = new("--host")
    {
        Description = "The address to listen on.",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "ADDRESS",
    };

    static readonly Option<bool> AllowUnauthenticated = new("--allow-unauthenticated")
    {
        Description = "Listen beyond this machine although nobody is asked who they are.",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("serve", "Answer MLflow's scoring requests with one model; keeps nothing, has no pages.")
        {
            Port, Host, AllowUnauthenticated,
        };
        ModelChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var model = ModelChoice.NameOf(parsed);
            var options = new PantaServerOptions
            {
                Port = parsed.GetValue(Port),
                Host = parsed.GetValue(Host)!,
                AllowUnauthenticated = parsed.GetValue(AllowUnauthenticated),
                LogLevel = parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.Information,
            };
            await ModelServer.RunAsync(
                await ModelChoice.LoadAsync(parsed, cancel),
                options,
                address => Output.Of(terminal, parsed).WriteLine(
                    new JsonObject { ["address"] = address, ["model"] = model, ["pid"] = Environment.ProcessId },
                    $"{model} answers at {address}/invocations. Ctrl-C stops it."),
                cancel);
            return ExitCode.Done;
        });
        return command;
    }
}
