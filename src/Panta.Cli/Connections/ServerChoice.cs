using System.CommandLine;
using Panta.Tracking.Stores;

namespace Panta.Cli.Connections;

/// <summary>Which server a command talks to: the options that say so, the same on every command that touches the store.</summary>
static class ServerChoice
{
    /// <summary>Where the store is when nothing is said: PANTA_DATA, else <c>panta-data</c> in the working directory.</summary>
    public static string DefaultFolder => Setting("PANTA_DATA") ?? "panta-data";

    /// <summary>The PostgreSQL database that keeps the metadata when nothing is said: PANTA_DATABASE; null where that is not set.</summary>
    public static string? DefaultDatabase => Setting("PANTA_DATABASE");

    /// <summary>Where artifacts are kept when nothing is said: MLFLOW_ARTIFACTS_DESTINATION; null where that is not set.</summary>
    public static string? DefaultArtifactsDestination => Setting("MLFLOW_ARTIFACTS_DESTINATION");

    static readonly Option<Uri?> Server = new("--server")
    {
        Description = "Talk to the server at this address (default: the one that holds the data folder).",
        HelpName = "URL",
        CustomParser = result => ParseAddress(result.Tokens[0].Value, message => result.AddError(message)),
    };

    static readonly Option<string> Data = Folder("The data folder.");

    static readonly Option<string> DataOrNew = Folder("The data folder; made where there is none.");

    /// <summary>Adds the options to a command that needs something in the store.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Data);
    }

    /// <summary>Adds the options to a command that may begin a store.</summary>
    public static void AddMakingTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(DataOrNew);
    }

    /// <summary>Opens the connection that the command line asks for.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder holds no store, and the command is none that may begin one.</exception>
    public static Task<ServerConnection> ConnectAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Server) is { } address) return Task.FromResult(ServerConnection.To(address));

        var making = parsed.CommandResult.Command.Options.Contains(DataOrNew);
        var folder = parsed.GetValue(making ? DataOrNew : Data)!;
        if (!making && !DataFolder.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no store in '{Path.GetFullPath(folder)}'. Say where it is with --data or PANTA_DATA, or which server with --server; "
                + "'panta apply' and 'panta server' make one.");

        return ServerConnection.ToDataFolderAsync(folder, parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.None, cancel);
    }

    /// <summary>A setting of the environment; null where it is empty or not there.</summary>
    public static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : null;

    static Option<string> Folder(string description) => new("--data")
    {
        Description = description,
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultFolder,
    };

    static Uri? ParseAddress(string text, Action<string> problem)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        problem($"'{text}' is no address of a server. Give one as http://127.0.0.1:5000.");
        return null;
    }
}
