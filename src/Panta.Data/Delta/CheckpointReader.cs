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
    readonly List<CheckpointPart> _parts = [];

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
            if (checkpoint._parts.Count > 0) checkpoint._reader.Actions.Checkpointed = new(checkpoint._parts);
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
        using var db = SharedDuckDb.Connect();
        var columns = ParquetColumns.Of(fetched.Paths);
        for (var i = 0; i < parts.Length; i++)
        {
            var sql = new CheckpointSql(columns[i], fetched.Paths[i], db);
            var most = MostFiles + MostFilesAByte * new FileInfo(fetched.Paths[i]).Length;
            foreach (var batch in Batches(db, sql.Others)) ReadOthers((TextColumn)batch.Columns[0]);
            foreach (var batch in Batches(db, sql.Adds(_reader.Actions.Metadata?.PartitionColumns.IsEmpty != true))) ReadAdds(new(batch), most);
            foreach (var batch in Batches(db, sql.Removes)) ReadRemoves(new(batch), most);
        }
    }

    // Of one name again and again a small file could tell without end.
    void RequireFew(long files, long most)
    {
        if (files > most) throw new DeltaException(_stored.Location, $"a checkpoint names more files than its bytes can tell, {files}: it is damaged.");
    }

    static IEnumerable<Table> Batches(DuckDb db, string? sql) => sql is null ? [] : db.Stream(sql);

    void ReadOthers(TextColumn actions)
    {
        for (var row = 0; row < actions.Length; row++) _reader.Read(Encoding.UTF8.GetBytes(actions[row]!));
    }

    void ReadAdds(CheckpointRows rows, long most)
    {
        RequireFew(_parts.Sum(part => (long)part.Count) + rows.Count, most);
        if (rows.Count > 0) _parts.Add(new(rows, _reader, Values));
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
                Extras = ExtrasOf(rows, row),
            });
        }
    }

    FileExtras? ExtrasOf(CheckpointRows rows, int row)
    {
        var tags = rows.Tags(row);
        var digest = tags is null ? null : Values(tags).GetValueOrDefault(FileColumns.Tag);
        return new FileExtras(tags, digest, rows.RowId(row), rows.RowVersion(row), rows.Clustering(row)).OrNull();
    }

    // Few combinations of values are shared by many files.
    ImmutableSortedDictionary<string, string?> Values(string json)
    {
        if (_values.TryGetValue(json, out var values)) return values;

        using var document = JsonDocument.Parse(json);
        return _values[json] = _reader.Values(document.RootElement, "a map");
    }
}
