namespace Panta.Tracking.Stores;

/// <summary>Another process holds the data folder.</summary>
/// <param name="path">The folder asked for.</param>
/// <param name="holder">Who holds it; null where it has not said.</param>
public sealed class DataFolderInUseException(string path, LockHolder? holder) : IOException(Describe(path, holder))
{
    /// <summary>The folder asked for.</summary>
    public string Path { get; } = path;

    /// <summary>Who holds the folder; null where it has not said.</summary>
    public LockHolder? Holder { get; } = holder;

    static string Describe(string path, LockHolder? holder) => holder switch
    {
        null => $"The data folder '{path}' is in use by another process. Stop that process, or give another folder.",
        { Address: "" } => $"The data folder '{path}' is in use by process {holder.ProcessId}. Wait for it to end or stop it, or give another folder.",
        _ => $"The data folder '{path}' is in use by the server at {holder.Address} (process {holder.ProcessId}). "
            + "Use that server, stop it, or give another folder.",
    };
}
