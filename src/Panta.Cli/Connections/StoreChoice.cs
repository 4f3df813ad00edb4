using System.CommandLine;
using System.CommandLine.Parsing;
using Panta.Cli.Sources;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Cli.Connections;

/// <summary>
/// Where a store is: the options that say so, the same on every command, and the one rule by which they are heeded. What is named on the command line beats the
/// environment: a folder that is named keeps its metadata where it says itself, whatever PANTA_DATABASE says; a database that is named is that of the folder.
/// </summary>
static class StoreChoice
{
    const string Data = "--data";
    const string Database = "--database";

    /// <summary>Adds the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="folder">What its help says of the folder.</param>
    public static void AddTo(Command command, string folder = "The data folder.")
    {
        command.Options.Add(new Option<string>(Data)
        {
            Description = $"{folder} PANTA_DATA names another default.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => ServerChoice.Setting("PANTA_DATA") ?? "panta-data",
        });
        command.Options.Add(new Option<string?>(Database)
        {
            Description = "The PostgreSQL database of its metadata, as postgres://USER@HOST/DATABASE (default: the folder's own file; PANTA_DATABASE if no "
                + "folder is named, or if it is the database that the named folder's metadata is in).",
            HelpName = "ADDRESS",
        });
    }

    /// <summary>The data folder: what the command line names, else PANTA_DATA, else <c>panta-data</c> in the working directory.</summary>
    public static string FolderOf(ParseResult parsed) => parsed.GetValue<string>(Data)!;

    /// <summary>The database of the metadata; null where the folder keeps it, or nobody says where it is.</summary>
    public static string? DatabaseOf(ParseResult parsed) =>
        parsed.GetValue<string?>(Database) ?? (ServerChoice.Setting("PANTA_DATABASE") is { } usual && IsHeeded(parsed, usual) ? usual : null);

    /// <summary>Whether PANTA_DATABASE is left aside because the command line names a folder that does not speak of it.</summary>
    public static bool LeavesDatabaseAside(ParseResult parsed) => ServerChoice.Setting("PANTA_DATABASE") is not null && DatabaseOf(parsed) is null;

    /// <summary>The store that the command line names, to look after its metadata.</summary>
    public static StoreAddress Of(ParseResult parsed) => DatabaseOf(parsed) is { } database
        ? StoreAddress.Of(DatabaseAddress.Parse(database), FolderOf(parsed))
        : StoreAddress.Of(FolderOf(parsed));

    // It brings user and password of the very database that the folder keeps its metadata in.
    static bool IsHeeded(ParseResult parsed, string database) =>
        parsed.GetResult(Data) is not OptionResult { Implicit: false } || DataFolder.FindDatabase(FolderOf(parsed)) == DatabaseAddress.Parse(database).Place;
}
