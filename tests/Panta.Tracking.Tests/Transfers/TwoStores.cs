using Panta.Tracking.Artifacts;
using Panta.Tracking.Transfers;

namespace Panta.Tracking.Tests.Transfers;

/// <summary>A store, another, and the folder by which the first goes into the second.</summary>
sealed class TwoStores : IDisposable
{
    readonly TemporaryFolder _temporary = new();

    public TestStore From { get; } = new();

    public TestStore To { get; } = new();

    /// <summary>A folder for what a test makes besides.</summary>
    public string Beside => _temporary.Path;

    /// <summary>The folder of the export; not there yet.</summary>
    public string Folder => Path.Combine(_temporary.Path, "export");

    public void Dispose()
    {
        From.Dispose();
        To.Dispose();
        _temporary.Dispose();
    }

    public async Task<TransferReport> ExportAsync(ImportOptions? options = null)
    {
        using var source = new PantaStore(From.Database, new ArtifactStore(From.Folder), TimeProvider.System);
        return await new StoreExport(Folder).RunAsync(source, options ?? new());
    }

    public async Task<TransferReport> ImportAsync(ImportOptions? options = null)
    {
        using var source = new JsonLinesFolder(Folder);
        using var target = new StoreTarget(To.Database, new(To.Database, TimeProvider.System), new ArtifactStore(To.Folder), TimeProvider.System);
        return await new StoreImport(target).RunAsync(source, options ?? new());
    }

    /// <summary>How many of a kind the target has of what a report tells.</summary>
    public static long Count(TransferReport report, string kind) => report.Lines.Single(line => line.Kind == kind).StoredCount;

    /// <summary>A file that came over.</summary>
    public string Read(string path)
    {
        using var reader = new StreamReader(new ArtifactStore(To.Folder).OpenRead(path));
        return reader.ReadToEnd();
    }
}
