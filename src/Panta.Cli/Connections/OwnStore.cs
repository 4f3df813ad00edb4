using System.CommandLine;
using Panta.Cli.Sources;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Cli.Connections;

/// <summary>A store that a command has for itself while it works: no server may hold it meanwhile.</summary>
sealed class OwnStore : IAsyncDisposable
{
    readonly DataFolder _folder;

    static readonly Option<string> Data = new("--data")
    {
        Description = "The data folder; no server may run on it meanwhile.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ServerChoice.DefaultFolder,
    };

    static readonly Option<string?> InDatabase = new("--database")
    {
        Description = "The PostgreSQL database of its metadata, as postgres://USER@HOST/DATABASE (default: PANTA_DATABASE, else the data folder).",
        HelpName = "ADDRESS",
    };

    OwnStore(DataFolder folder, Database database)
    {
        _folder = folder;
        Database = database;
        Artifacts = new(folder);
    }

    /// <summary>Its metadata.</summary>
    public Database Database { get; }

    /// <summary>Its files.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>The folder's absolute path.</summary>
    public string Place => _folder.Root;

    /// <summary>Adds the options that name it.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(InDatabase);
    }

    /// <summary>Opens the store that the command line names, making it where there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="making">Whether one is made where there is none.</param>
    /// <exception cref="UsageException">A server, or another process, holds it.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none, and none is to be made.</exception>
    public static OwnStore Open(ParseResult parsed, bool making)
    {
        var path = parsed.GetValue(Data)!;
        if (!making && !DataFolder.Exists(path))
            throw new DirectoryNotFoundException($"There is no store in '{Path.GetFullPath(path)}'. Say where it is with --data or PANTA_DATA.");
        if (DataFolder.FindHolder(path) is { } holder)
            throw new UsageException(
                $"'{Path.GetFullPath(path)}' is held by process {holder.ProcessId}{(holder.Address.Length > 0 ? $", the server at {holder.Address}" : "")}. "
                + "Stop it first: this command needs the store for itself. It may run again right afterwards.");

        var folder = DataFolder.Open(path);
        try
        {
            var address = parsed.GetValue(InDatabase) ?? ServerChoice.DefaultDatabase;
            return new(folder, address is null ? Database.Open(folder) : Database.Open(folder, DatabaseAddress.Parse(address)));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
