using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Panta.Data.Reading;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// Reads checkpoints: classic ones of one or more Parquet files, and V2 ones, of Parquet or JSON, with sidecars. Files are read column by column; the few
/// other actions as JSON.
/// </summary>
sealed class CheckpointReader
{
    const long MaxJsonBytes = 1L << 30;
    const long MostFiles = 1_000;
    const long MostFilesAByte = 4;
    const string SidecarFolder = $"{LogFolder.Name}/_sidecars";

    readonly ITableFiles _stored;
    readonly ActionReader _reader;
    readonly Dictionary<string, ImmutableSortedDictionary<string, string?>> _values = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileExtras?> _extras = new(StringComparer.Ordinal);

    CheckpointReader(ITableFiles stored, string path) => (_stored, _reader) = (stored, new(path));

    /// <summary>The actions of a checkpoint.</summary>
    /// <param name="stored">The table's files.</param>
    /// <param name="parts">The files of the checkpoint.</param>
    /// <exception cref="DeltaException">It cannot be read, or a part is missing.</exception>
    public static ActionList Read(ITableFiles stored, string[] parts)
    {
        var path = stored.PathOf(parts[0]);
        var checkpoint = new CheckpointReader(stored, path);
        try
        {
            if (parts[0].EndsWith(".json", StringComparison.Ordinal)) checkpoint.ReadJson(parts[0]);
            else checkpoint.ReadParquet(parts);

            var sidecars = checkpoint._reader.Actions.Sidecars.Select(sidecar => $"{SidecarFolder}/{sidecar.Name}").ToArray();
            if (sidecars.Length > 0) checkpoint.ReadParquet(sidecars);
            return checkpoint._reader.Actions;
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(path, $"the checkpoint cannot be read: {error.Message}", error);
        }
        catch (FileNotFoundException error)
        {
            throw new DeltaException(path, $"the checkpoint cannot be read: its part '{error.FileName}' is missing.", error);
        }
    }

    void ReadJson(string part)
    {
        var content = _stored.TryRead(part, MaxJsonBytes) ?? throw new FileNotFoundException(null, part);
        _reader.ReadLines(content);
    }

    void ReadParquet(string[] parts)
    {
        using var fetched = _stored.Fetch(parts);
        var columns = ParquetColumns.Of(fetched.Paths);
        for (var i = 0; i < parts.Length; i++)
        {
            var sql = new CheckpointSql(columns[i], fetched.Paths[i]);
            var most = MostFiles + MostFilesAByte * new FileInfo(fetched.Paths[i]).Length;
            foreach (var batch in Batches(sql.Others)) ReadOthers((TextColumn)batch.Columns[0]);
            foreach (var batch in Batches(sql.Adds(_reader.Actions.Metadata?.PartitionColumns.IsEmpty != true))) ReadAdds(new(batch), most);
            foreach (var batch in Batches(sql.Removes)) ReadRemoves(new(batch), most);
        }
    }

    // Of one name again and again a small file could tell without end.
    void RequireFew(long files, long most)
    {
        if (files > most) throw new DeltaException(_stored.Location, $"a checkpoint names more files than its bytes can tell, {files}: it is damaged.");
    }

    static IEnumerable<Table> Batches(string? sql)
    {
        if (sql is null) yield break;

        using var db = SharedDuckDb.Connect();
        foreach (var batch in db.Stream(sql)) yield return batch;
    }

    void ReadOthers(TextColumn actions)
    {
        for (var row = 0; row < actions.Length; row++) _reader.Read(Encoding.UTF8.GetBytes(actions[row]!));
    }

    void ReadAdds(CheckpointRows rows, long most)
    {
        RequireFew(_reader.Actions.Adds.Count + (long)rows.Count, most);
        for (var row = 0; row < rows.Count; row++)
        {
            var path = rows.Path(row);
            _reader.Actions.Adds.Add(
                new(_reader.PathOf(path), rows.Size(row) ?? 0, Values(rows.Values(row)), rows.Vector(row, _reader), rows.Stats(row))
                {
                    EncodedPath = path,
                    ModificationTime = rows.Time(row) ?? 0,
                    Extras = Extras(rows, row),
                });
        }
    }

    void ReadRemoves(CheckpointRows rows, long most)
    {
        RequireFew(_reader.Actions.Removes.Count + (long)rows.Count, most);
        for (var row = 0; row < rows.Count; row++)
        {
            var path = rows.Path(row);
            _reader.Actions.Removes.Add(new(_reader.PathOf(path), rows.Vector(row, _reader), rows.Deleted(row))
            {
                EncodedPath = path,
                ExtendedFileMetadata = rows.Extended(row),
                PartitionValues = rows.Values(row) is { } values ? Values(values) : null,
                Size = rows.Size(row),
                Extras = Extras(rows, row),
            });
        }
    }

    // The tags of most files are the same, and all that they have.
    FileExtras? Extras(CheckpointRows rows, int row)
    {
        var (tags, id, version, clustering) = (rows.Tags(row), rows.RowId(row), rows.RowVersion(row), rows.Clustering(row));
        var isCommon = id is null && version is null && clustering is null;
        if (isCommon && (tags is null || _extras.TryGetValue(tags, out _))) return tags is null ? null : _extras[tags];

        var extras = new FileExtras(tags, Values(tags).GetValueOrDefault(FileColumns.Tag), id, version, clustering).OrNull();
        if (isCommon) _extras[tags!] = extras;
        return extras;
    }

    // Few combinations of values are shared by many files.
    ImmutableSortedDictionary<string, string?> Values(string? json)
    {
        if (json is null) return ActionReader.NoValues;
        if (_values.TryGetValue(json, out var values)) return values;

        using var document = JsonDocument.Parse(json);
        return _values[json] = _reader.Values(document.RootElement, "a map");
    }
}
