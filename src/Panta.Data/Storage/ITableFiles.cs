namespace Panta.Data.Storage;

/// <summary>
/// The files of one table, wherever they are. Names are relative to the table, with <c>/</c> between folders, and never lead out of it. What a call wrote
/// is durable when it returns. Safe to call from many threads.
/// </summary>
interface ITableFiles
{
    /// <summary>Where the table is, as messages name it: a folder's full path, or an address.</summary>
    string Location { get; }

    /// <summary>How many bytes of files may be fetched at one time; who reads more does it in several steps.</summary>
    long FetchLimit { get; }

    /// <summary>A file as messages name it.</summary>
    string PathOf(string name);

    /// <summary>Makes a folder where it is missing and the storage knows folders.</summary>
    void MakeFolder(string folder);

    /// <summary>The files in a folder, ascending by name; none where the folder is missing.</summary>
    /// <param name="folder">The folder; empty for the table's own.</param>
    /// <param name="after">Only names in the folder that come after this one. Default: all.</param>
    /// <param name="deep">Whether those in folders below are listed too. Default false.</param>
    IEnumerable<StoredFile> List(string folder, string after = "", bool deep = false);

    /// <summary>Size and time of a file, or null where it is not there.</summary>
    StoredFile? Find(string name);

    /// <summary>The whole content of a file, or null where it is not there.</summary>
    /// <param name="name">The file.</param>
    /// <param name="limit">The longest that is read; beyond it an <see cref="IOException"/> says so.</param>
    byte[]? TryRead(string name, long limit);

    /// <summary>A part of a file.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="IOException">It ends before the part does.</exception>
    byte[] Read(string name, long offset, int count);

    /// <summary>Makes a file that is not there yet: whole, or not at all.</summary>
    /// <returns>False where the name was taken.</returns>
    /// <exception cref="StorageException">With <see cref="StorageException.Uncertain"/> where nobody can say whether it was made.</exception>
    bool TryCreate(string name, ReadOnlyMemory<byte> content);

    /// <summary>Writes a file over the one there may be: readers see the old or the new one.</summary>
    void Replace(string name, ReadOnlyMemory<byte> content);

    /// <summary>Deletes files; those that are not there count as deleted.</summary>
    void Delete(IEnumerable<string> names);

    /// <summary>Brings files to this machine's disk, where DuckDB can read them, for as long as the result is not disposed.</summary>
    /// <exception cref="FileNotFoundException">One of them is not there; <see cref="FileNotFoundException.FileName"/> is its name.</exception>
    FetchedFiles Fetch(IReadOnlyList<string> names, CancellationToken cancel = default);

    /// <summary>Begins a set of files that DuckDB writes on this machine's disk and that get their names together.</summary>
    IStagedFiles Stage();
}
