namespace Panta.Data.Predictions;

/// <summary>An fsync failed, as opposed to a write: what the kernel shows of the file from now on need not be on the disk.</summary>
sealed class WriteAheadSyncException(string path, IOException cause) : IOException($"fsync of '{path}' failed: {cause.Message}", cause);
