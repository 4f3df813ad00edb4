namespace Panta.Tracking.Artifacts;

/// <summary>
/// How much is kept, by the first folder of paths, against a quota. It is counted once, then follows every write and deletion. What overlaps in a way that
/// leaves the outcome open (two writes of one file, a deletion beside a write) makes its folder unsure: that one is counted anew when it is quiet.
/// What is on its way, and what waits in parts, counts as kept. Thread-safe.
/// </summary>
sealed class ArtifactUsage
{
    readonly IArtifactFiles _files;
    readonly ArtifactQuota _quota;
    readonly UsageFile _file;
    readonly Lock _gate = new();
    readonly Dictionary<string, Folder> _folders = [];
    readonly Dictionary<string, (string Folder, long Bytes)> _waiting = [];
    Task? _counted;
    long _total;
    bool _remembered;

    public ArtifactUsage(IArtifactFiles files, ArtifactQuota quota, UsageFile file)
    {
        (_files, _quota, _file) = (files, quota, file);
        if (file.TakeAway(files.Location) is not { } known) return;

        foreach (var (name, bytes) in known) Move(FolderOf(name), kept: bytes);
        _counted = Task.CompletedTask;
    }

    /// <summary>Bytes that are kept or on their way; null until all was counted.</summary>
    public long? Total
    {
        get
        {
            lock (_gate) return _counted is { IsCompletedSuccessfully: true } ? _total : null;
        }
    }

    /// <summary>Counts what is kept, unless that is known; a count that failed is begun anew.</summary>
    public Task CountedAsync()
    {
        lock (_gate) return _counted = _counted is null or { IsFaulted: true } ? Task.Run(CountAll) : _counted;
    }

    /// <summary>Begins to write a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="expected">Its length as far as is known, which is held from now on.</param>
    /// <param name="paid">Bytes of it that are held already and will be given back.</param>
    /// <param name="cancel">Gives up waiting for the count.</param>
    /// <exception cref="QuotaExceededException">It does not fit.</exception>
    public async Task<ArtifactHold> BeginAsync(string path, long expected, long paid, CancellationToken cancel)
    {
        await CountedAsync().WaitAsync(cancel).ConfigureAwait(false);
        BeginWrite(path);
        ArtifactHold? hold = null;
        try
        {
            var old = _files.BytesOf(path) ?? 0;
            hold = new ArtifactHold(this, path, old, credit: old + paid);
            hold.Add(expected);
            return hold;
        }
        catch
        {
            if (hold is null) EndWrite(path, 0, 0, doubtful: false);
            else hold.Dispose();
            throw;
        }
    }

    /// <summary>Begins to write a part of a file, whose earlier bytes it replaces.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public async Task<ArtifactHold> BeginPartAsync(string path, long expected, long earlier, CancellationToken cancel)
    {
        await CountedAsync().WaitAsync(cancel).ConfigureAwait(false);
        var hold = new ArtifactHold(this, path, replaced: null, credit: earlier);
        hold.Add(expected);
        return hold;
    }

    /// <summary>Says how many bytes an upload in parts has on disk; 0 once it is over.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="path">What it will be.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="released">Bytes that were held for one of its parts.</param>
    public void Wait(string upload, string path, long bytes, long released = 0)
    {
        lock (_gate)
        {
            var before = _waiting.GetValueOrDefault(upload).Bytes;
            Move(FolderOf(path), held: bytes - before - released);
            if (bytes > 0) _waiting[upload] = (path, bytes);
            else _waiting.Remove(upload);
        }
    }

    /// <summary>How many bytes an upload in parts has on disk.</summary>
    public long WaitingOf(string upload)
    {
        lock (_gate) return _waiting.GetValueOrDefault(upload).Bytes;
    }

    /// <summary>Removes a file or a folder.</summary>
    public ArtifactCount Delete(string path)
    {
        CountedAsync().GetAwaiter().GetResult();
        lock (_gate)
        {
            Forget();
            var folder = FolderOf(path);
            folder.Unsure |= folder.IsBusy;
            folder.Alone++;
        }

        ArtifactCount? gone = null;
        try
        {
            return (gone = _files.Delete(path)).Value;
        }
        finally
        {
            lock (_gate)
            {
                var folder = FolderOf(path);
                folder.Alone--;
                folder.Unsure |= gone is null;
                Move(folder, kept: -(gone?.Bytes ?? 0));
            }
        }
    }

    /// <summary>
    /// Counts the folders anew that are unsure and quiet; where all is quiet, writes down what is kept, so that it need not be counted when the store is
    /// opened again.
    /// </summary>
    public void Settle()
    {
        while (ClaimUnsure() is { } name) CountAnew(name);
        lock (_gate)
        {
            if (_remembered || _counted is not { IsCompletedSuccessfully: true } || _folders.Values.Any(f => f.IsBusy || f.Unsure)) return;

            _file.Write(_files.Location, _folders.Where(f => f.Value.Kept != 0).ToDictionary(f => f.Key, f => f.Value.Kept));
            _remembered = true;
        }
    }

    internal void Hold(string path, long bytes)
    {
        lock (_gate)
        {
            var folder = FolderOf(path);
            Require($"the artifacts of experiment '{NameOf(path)}'", folder.Kept + folder.Held, bytes, _quota.ExperimentBytes);
            Require("all artifacts", _total, bytes, _quota.StoreBytes);
            Move(folder, held: bytes);
        }
    }

    internal void Release(string path, long bytes)
    {
        lock (_gate) Move(FolderOf(path), held: -bytes);
    }

    internal void EndWrite(string path, long grown, long released, bool doubtful)
    {
        lock (_gate)
        {
            var folder = FolderOf(path);
            Move(folder, kept: grown, held: -released);
            folder.Unsure |= doubtful;
            if (--folder.Writing[path] == 0) folder.Writing.Remove(path);
        }
    }

    static void Require(string what, long used, long bytes, long? allowed)
    {
        if (allowed is { } most && bytes > 0 && used + bytes > most) throw new QuotaExceededException(what, used, bytes, most);
    }

    static string NameOf(string path) => path.IndexOf('/') is >= 0 and var end ? path[..end] : path;

    void BeginWrite(string path)
    {
        lock (_gate)
        {
            Forget();
            var folder = FolderOf(path);
            folder.Unsure |= folder.Alone > 0 || folder.Writing.ContainsKey(path);
            folder.Writing[path] = folder.Writing.GetValueOrDefault(path) + 1;
        }
    }

    string? ClaimUnsure()
    {
        lock (_gate)
        {
            var (name, folder) = _folders.FirstOrDefault(f => f.Value is { Unsure: true, IsBusy: false });
            if (folder is null) return null;

            folder.Unsure = false;
            folder.Alone++;
            return name;
        }
    }

    // Nothing else was under way when it began; what begins meanwhile makes the folder unsure again.
    void CountAnew(string name)
    {
        long? bytes = null;
        try
        {
            bytes = (_files.BytesOf(name) ?? 0) + _files.Walk(name).Sum(each => each.Bytes);
        }
        finally
        {
            lock (_gate)
            {
                var folder = FolderOf(name);
                folder.Alone--;
                folder.Unsure |= bytes is null;
                if (!folder.Unsure && bytes is { } counted) Move(folder, kept: counted - folder.Kept);
            }
        }
    }

    void CountAll()
    {
        var found = new Dictionary<string, long>();
        foreach (var (path, bytes) in _files.Walk("")) found[NameOf(path)] = found.GetValueOrDefault(NameOf(path)) + bytes;
        lock (_gate)
        {
            foreach (var (name, bytes) in found) Move(FolderOf(name), kept: bytes);
        }
    }

    void Move(Folder folder, long kept = 0, long held = 0)
    {
        folder.Kept += kept;
        folder.Held += held;
        _total += kept + held;
    }

    void Forget()
    {
        if (_remembered) _file.Remove();
        _remembered = false;
    }

    Folder FolderOf(string path)
    {
        var name = NameOf(path);
        if (!_folders.TryGetValue(name, out var folder)) _folders.Add(name, folder = new());
        return folder;
    }

    /// <summary>What lies below one first folder.</summary>
    sealed class Folder
    {
        public long Kept { get; set; }

        public long Held { get; set; }

        /// <summary>How many deletions and counts are under way.</summary>
        public int Alone { get; set; }

        public bool Unsure { get; set; }

        /// <summary>How often each path is being written.</summary>
        public Dictionary<string, int> Writing { get; } = [];

        public bool IsBusy => Alone > 0 || Writing.Count > 0;
    }
}
