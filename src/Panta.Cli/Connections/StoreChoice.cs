using System.CommandLine;
using Panta.Cli.Sources;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Connections;

/// <summary>Which store's metadata a command looks after: the options that say so, the same on all of <c>panta db</c>.</summary>
static class StoreChoice
{
    static readonly Option<string> Data = new("--data")
    {
        Description = "The data folder.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ServerChoice.DefaultFolder,
    };

    static readonly Option<string?> Database = new("--database")
    {
        Description = "The PostgreSQL database, as postgres://USER@HOST/DATABASE (default: PANTA_DATABASE, else the data folder).",
        HelpName = "ADDRESS",
    };

    /// <summary>Adds the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Database);
    }

    /// <summary>The store that the command line names.</summary>
    public static StoreAddress Of(ParseResult parsed)
    {
        // A folder that is named wins over a variable of the shell.
        var named = parsed.GetResult(Data) is { Implicit: false };
        return (parsed.GetValue(Database) ?? (named ? null : ServerChoice.DefaultDatabase)) is { } database
            ? StoreAddress.Of(DatabaseAddress.Parse(database))
            : StoreAddress.Of(parsed.GetValue(Data)!);
    }
}
