using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Data.Databases;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary><c>panta server</c>: the whole program on one port and one data folder, until it is stopped.</summary>
static class ServerRun
{
    static readonly Option<int> Port = new("--port")
    {
        Description = "The port; 0 takes a free one.",
        DefaultValueFactory = _ => 5000,
        HelpName = "PORT",
    };

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
        var command = new Command("server", "Run the server: pages, REST, MLflow's tracking API, endpoints and background jobs.")
        {
            Port, Host, AllowUnauthenticated,
        };
        StoreChoice.AddTo(command, "The data folder; made where there is none.");
        ArtifactOptions.AddTo(command);
        GuardOptions.AddTo(command);
        MlflowSettings.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = MlflowSettings.Apply(OptionsOf(parsed));
            foreach (var warning in MlflowSettings.InVain()) await terminal.Error.WriteLineAsync(warning);
            if (StoreChoice.LeavesDatabaseAside(parsed))
                await terminal.Error.WriteLineAsync(
                    "panta: PANTA_DATABASE is left aside: --data names a folder that keeps its metadata itself. Say --database too to keep it in PostgreSQL.");
            await PantaServer.RunAsync(options, address => SayReady(address, options, Output.Of(terminal, parsed)), cancel);
            return ExitCode.Done;
        });
        return command;
    }

    static PantaServerOptions OptionsOf(ParseResult parsed) => GuardOptions.Apply(parsed, ArtifactOptions.Apply(parsed, new()
    {
        Port = parsed.GetValue(Port),
        Host = parsed.GetValue(Host)!,
        DataFolder = StoreChoice.FolderOf(parsed),
        Database = StoreChoice.DatabaseOf(parsed),
        AllowUnauthenticated = parsed.GetValue(AllowUnauthenticated),
        LogLevel = parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.Information,
    }));

    static void SayReady(string address, PantaServerOptions options, Output output) => output.WriteLine(
        new JsonObject
        {
            ["address"] = address,
            ["data"] = Path.GetFullPath(options.DataFolder),
            ["database"] = PlaceOf(options),
            ["pid"] = Environment.ProcessId,
        },
        $"Panta is ready at {address} (data in {Path.GetFullPath(options.DataFolder)}{(PlaceOf(options) is { } place ? $", metadata in {place}" : "")}). "
        + "Ctrl-C stops it.");

    static string? PlaceOf(PantaServerOptions options) => options.Database is { } database ? PostgresAddress.Parse(database).Place : null;
}
