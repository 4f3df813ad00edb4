namespace Panta.Data.Storage;

/// <summary>
/// Files of a storage on this machine's disk, at most so many bytes of them: what was not used for the longest time goes first, what is being read stays.
/// The folder is this process's own; what processes that died left beside it is removed.
/// </summary>
sealed class FileCache(string folder, long limit)
{
    // For the whole process: more at once only share the same line.
    static readonly SemaphoreSlim Downloads = new(8);

    readonly Lock _gate = new();
    readonly Lazy<string> _folder = new(() => CacheFolder.Claim(folder));
    readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    long _bytes;
    long _names;
    long _uses;

    /// <summary>How many bytes are kept.</summary>
    public long Limit => limit;

    /// <summary>How many bytes lie there now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>A path that nobody uses yet, on the same disk as the files.</summary>
    public string NewPath(string name)
    {
        var extension = Path.GetExtension(name);
        var plain = extension.Length <= 10 && extension.Skip(1).All(char.IsAsciiLetterOrDigit);
        return Path.Combine(_folder.Value, $"{Interlocked.Increment(ref _names):x8}{(plain ? extension : "")}");
    }

    /// <summary>Pins files, downloading those that are not there, several at a time.</summary>
    /// <param name="keys">What tells the files apart, content included.</param>
    /// <param name="download">Writes the file of a key (by its place) to a path; calls back with the length before it writes.</param>
    /// <param name="cancel">Ends the waiting; downloads that others may wait for go on.</param>
    public async Task<FetchedFiles> FetchAsync(IReadOnlyList<string> keys, Func<int, string, Action<long>, Task> download, CancellationToken cancel)
    {
        var pinned = new List<Entry>(keys.Count);
        try
        {
            for (var i = 0; i < keys.Count; i++) pinned.Add(Pin(keys[i], i, download));
            foreach (var entry in pinned) await entry.Ready.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            Release(pinned);
            throw;
        }

        return new([.. pinned.Select(entry => entry.Path)], () => Release(pinned));
    }

    /// <summary>Takes over a file that was just sent to the storage, as if it had been downloaded.</summary>
    public void Adopt(string key, string path)
    {
        var size = new FileInfo(path).Length;
        lock (_gate)
        {
            if (size > limit || !_entries.TryAdd(key, new(path) { Size = size, Used = ++_uses }))
            {
                File.Delete(path);
                return;
            }

            _bytes += size;
            Evict();
        }
    }

    Entry Pin(string key, int place, Func<int, string, Action<long>, Task> download)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                entry = new(NewPath(key));
                _entries.Add(key, entry);
                entry.Ready = Task.Run(() => DownloadAsync(key, entry, place, download));
            }

            entry.Pins++;
            entry.Used = ++_uses;
            return entry;
        }
    }

    async Task DownloadAsync(string key, Entry entry, int place, Func<int, string, Action<long>, Task> download)
    {
        await Downloads.WaitAsync().ConfigureAwait(false);
        try
        {
            await download(place, entry.Path, size => Reserve(entry, size)).ConfigureAwait(false);
        }
        catch
        {
            lock (_gate) Remove(key, entry);
            throw;
        }
        finally
        {
            Downloads.Release();
        }
    }

    void Reserve(Entry entry, long size)
    {
        lock (_gate)
        {
            _bytes += size - entry.Size;
            entry.Size = size;
            Evict();
        }
    }

    void Release(List<Entry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries) entry.Pins--;
            Evict();
        }
    }

    void Evict()
    {
        if (_bytes <= limit) return;

        foreach (var (key, entry) in _entries.Where(each => each.Value is { Pins: 0, Ready.IsCompleted: true }).OrderBy(each => each.Value.Used).ToList())
        {
            Remove(key, entry);
            if (_bytes <= limit) return;
        }
    }

    void Remove(string key, Entry entry)
    {
        _entries.Remove(key);
        _bytes -= entry.Size;
        File.Delete(entry.Path);
    }

    sealed class Entry(string path)
    {
        public string Path { get; } = path;

        public Task Ready { get; set; } = Task.CompletedTask;

        public long Size { get; set; }

        public int Pins { get; set; }

        public long Used { get; set; }
    }
}
