using System.CommandLine;

namespace Panta.Cli.Connections;

/// <summary>Which server a command talks to: the options that say so, the same on every command that touches the store.</summary>
static class ServerChoice
{
    /// <summary>Where the store is when nothing is said: PANTA_DATA, else <c>panta-data</c> in the working directory.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("PANTA_DATA") is { Length: > 0 } given ? given : "panta-data";

    static readonly Option<Uri?> Server = new("--server")
    {
        Description = "Talk to the server at this address (default: the one that holds the data folder).",
        HelpName = "URL",
        CustomParser = result => ParseAddress(result.Tokens[0].Value, message => result.AddError(message)),
    };

    static readonly Option<string> Data = new("--data")
    {
        Description = "The data folder.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultFolder,
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Data);
    }

    /// <summary>Opens the connection that the command line asks for.</summary>
    public static Task<ServerConnection> ConnectAsync(ParseResult parsed, CancellationToken cancel) =>
        parsed.GetValue(Server) is { } address
            ? Task.FromResult(ServerConnection.To(address))
            : ServerConnection.ToDataFolderAsync(parsed.GetValue(Data)!, parsed.GetValue(GlobalOptions.LogLevel) ?? LogLevel.None, cancel);

    static Uri? ParseAddress(string text, Action<string> problem)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        problem($"'{text}' is no address of a server. Give one as http://127.0.0.1:5000.");
        return null;
    }
}
