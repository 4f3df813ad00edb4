using System.CommandLine;
using Panta.Cli.Sources;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Cli.Connections;

/// <summary>A store that a command has for itself while it works: no server may hold it meanwhile.</summary>
sealed class OwnStore : IAsyncDisposable
{
    readonly DataFolder _folder;

    OwnStore(DataFolder folder, Database database, ArtifactStore artifacts) => (_folder, Database, Artifacts) = (folder, database, artifacts);

    /// <summary>Its metadata.</summary>
    public Database Database { get; }

    /// <summary>Its files.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>The folder's absolute path.</summary>
    public string Place => _folder.Root;

    /// <summary>Opens the store that the command line names, making it where there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="making">Whether one is made where there is none.</param>
    /// <exception cref="UsageException">A server, or another process, holds it.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none, and none is to be made.</exception>
    public static OwnStore Open(ParseResult parsed, bool making)
    {
        var path = StoreChoice.FolderOf(parsed);
        if (!making && !DataFolder.Exists(path))
            throw new DirectoryNotFoundException($"There is no store in '{Path.GetFullPath(path)}'. Say where it is with --data or PANTA_DATA.");
        if (DataFolder.FindHolder(path) is { } holder)
            throw new UsageException(
                $"'{Path.GetFullPath(path)}' is held by process {holder.ProcessId}{(holder.Address.Length > 0 ? $", the server at {holder.Address}" : "")}. "
                + "Stop it first: this command needs the store for itself. It may run again right afterwards.");

        // As for a server: whoever begins a store says where its files are to be, and the folder remembers it.
        var (destination, quota) = (DataFolder.Exists(path) ? null : ServerChoice.DefaultArtifactsDestination, ArtifactSettings.Quota);
        var address = StoreChoice.DatabaseOf(parsed) is { } named ? DatabaseAddress.Parse(named) : null;
        var folder = DataFolder.Open(path, address);
        try
        {
            var artifacts = new ArtifactStore(folder, destination, quota: quota);
            return new(folder, address is null ? Database.Open(folder) : Database.Open(folder, address), artifacts);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Artifacts.Settle();
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
