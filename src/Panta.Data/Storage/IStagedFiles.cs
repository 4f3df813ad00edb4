namespace Panta.Data.Storage;

/// <summary>Files being written. Disposed before they are published, they are gone.</summary>
interface IStagedFiles : IDisposable
{
    /// <summary>Where on this machine's disk to write a file of the table.</summary>
    /// <param name="name">The name it gets. It must not be there.</param>
    /// <param name="watched">Whether others look for the name before a commit tells them: then it appears whole or not at all,
    /// over the one there may be.</param>
    string Add(string name, bool watched = false);

    /// <summary>A path on this machine's disk for what is needed in between only.</summary>
    string Scratch();

    /// <summary>Puts the files under their names, durably. The paths are not there any more afterwards.</summary>
    void Publish(CancellationToken cancel = default);
}
