using System.CommandLine;
using Panta.Tracking.Stores;

namespace Panta.Cli.Connections;

/// <summary>Which server a command talks to: the options that say so, the same on every command that touches the store.</summary>
static class ServerChoice
{
    /// <summary>Where artifacts are kept when nothing is said: MLFLOW_ARTIFACTS_DESTINATION; null where that is not set.</summary>
    public static string? DefaultArtifactsDestination => Setting("MLFLOW_ARTIFACTS_DESTINATION");

    static readonly Option<Uri?> Server = new("--server")
    {
        Description = "Talk to the server at this address (default: the one that holds the data folder).",
        HelpName = "URL",
        CustomParser = result => ParseAddress(result.Tokens[0].Value, message => result.AddError(message)),
    };

    /// <summary>Adds the options to a command that needs something in the store.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Server);
        StoreChoice.AddTo(command);
    }

    /// <summary>Adds the options to a command that may begin a store.</summary>
    public static void AddMakingTo(Command command)
    {
        command.Options.Add(Server);
        StoreChoice.AddTo(command, "The data folder; made where there is none.");
    }

    /// <summary>The running server that the command line means: the one it names, else the one that holds the data folder; null where none does.</summary>
    public static Uri? Find(ParseResult parsed) => parsed.GetValue(Server)
        ?? (DataFolder.FindHolder(StoreChoice.FolderOf(parsed)) is { Address.Length: > 0 } holder ? new Uri(holder.Address) : null);

    /// <summary>Opens the connection that the command line asks for.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder holds no store.</exception>
    public static Task<ServerConnection> ConnectAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = StoreChoice.FolderOf(parsed);
        if (parsed.GetValue(Server) is null && !DataFolder.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no store in '{Path.GetFullPath(folder)}'. Say where it is with --data or PANTA_DATA, or which server with --server; "
                + "'panta apply' and 'panta server' make one.");

        return ConnectMakingAsync(parsed, cancel);
    }

    /// <summary>Opens the connection that the command line asks for, beginning a store where there is none.</summary>
    public static Task<ServerConnection> ConnectMakingAsync(ParseResult parsed, CancellationToken cancel) => parsed.GetValue(Server) is { } address
        ? Task.FromResult(ServerConnection.To(address))
        : ServerConnection.ToDataFolderAsync(
            StoreChoice.FolderOf(parsed), StoreChoice.DatabaseOf(parsed), parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.None, cancel);

    /// <summary>A setting of the environment; null where it is empty or not there.</summary>
    public static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : null;

    static Uri? ParseAddress(string text, Action<string> problem)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        problem($"'{text}' is no address of a server. Give one as http://127.0.0.1:5000.");
        return null;
    }
}
