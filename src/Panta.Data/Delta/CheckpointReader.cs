using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Panta.Data.Reading;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// Reads checkpoints: classic ones of one or more Parquet files, and V2 ones, of Parquet or JSON, with sidecars. Files are read column by column; the few other actions
/// as JSON.
/// </summary>
sealed class CheckpointReader
{
    const long MaxJsonBytes = 1L << 30;
    const string SidecarFolder = $"{LogFolder.Name}/_sidecars";

    readonly ITableFiles _stored;
    readonly ActionReader _reader;
    readonly Dictionary<string, ImmutableSortedDictionary<string, string?>> _values = new(StringComparer.Ordinal);
    readonly HashSet<(string, string?)> _seen = [];

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
        foreach (var line in Lines(content)) _reader.Read(line);
        foreach (var add in _reader.Actions.Adds) RequireNew(add.Key, add.Path);
    }

    static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            if ((end < 0 ? text : text[..end]) is { Length: > 1 } line) yield return line;
            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    void ReadParquet(string[] parts)
    {
        using var fetched = _stored.Fetch(parts);
        var columns = ParquetColumns.Of(fetched.Paths);
        for (var i = 0; i < parts.Length; i++)
        {
            var sql = new CheckpointSql(columns[i], fetched.Paths[i]);
            foreach (var batch in Batches(sql.Others)) ReadOthers((TextColumn)batch.Columns[0]);
            foreach (var batch in Batches(sql.Adds)) ReadAdds(batch);
            foreach (var batch in Batches(sql.Removes)) ReadRemoves(batch);
        }
    }

    static IEnumerable<Table> Batches(string? sql) => sql is null ? [] : DeltaEngine.Db.Stream(sql);

    void ReadOthers(TextColumn actions)
    {
        for (var row = 0; row < actions.Length; row++) _reader.Read(Encoding.UTF8.GetBytes(actions[row]!));
    }

    void ReadAdds(Table rows)
    {
        var row = new CheckpointRows(rows);
        var stats = (BinaryColumn)rows["stats"];
        for (var i = 0; i < rows.RowCount; i++)
        {
            var path = row.Text("path", i)!;
            var add = new AddFile(_reader.PathOf(path), row.Number("size", i) ?? 0, Values(row.Text("values", i)), Vector(row, i), stats[i].ToArray())
            {
                EncodedPath = path,
                ModificationTime = row.Number("time", i) ?? 0,
                Extras = Extras(row, i),
            };
            RequireNew(add.Key, add.Path);
            _reader.Actions.Adds.Add(add);
        }
    }

    void ReadRemoves(Table rows)
    {
        var row = new CheckpointRows(rows);
        for (var i = 0; i < rows.RowCount; i++)
        {
            var path = row.Text("path", i)!;
            _reader.Actions.Removes.Add(new(_reader.PathOf(path), Vector(row, i), row.Number("deleted", i))
            {
                EncodedPath = path,
                ExtendedFileMetadata = row.Number("extended", i) is { } extended ? extended != 0 : null,
                PartitionValues = row.Text("values", i) is { } values ? Values(values) : null,
                Size = row.Number("size", i),
                Extras = Extras(row, i),
            });
        }
    }

    // A file that is named again and again would take memory without end.
    void RequireNew((string, string?) key, string path)
    {
        if (!_seen.Add(key)) throw new DeltaException(_stored.Location, $"a checkpoint names the file '{path}' twice: it is damaged.");
    }

    DeletionVector? Vector(CheckpointRows row, int i) => row.Text("dv_storage", i) is not { } storage ? null : _reader.VectorOf(
        storage, row.Text("dv_place", i) ?? "", row.Number("dv_offset", i), row.Number("dv_size", i) ?? -1, row.Number("dv_rows", i) ?? -1);

    FileExtras? Extras(CheckpointRows row, int i)
    {
        var tags = row.Text("tags", i);
        return new FileExtras(
            tags, Values(tags).GetValueOrDefault(FileColumns.Tag), row.Number("row_id", i), row.Number("row_version", i), row.Text("clustering", i)).OrNull();
    }

    // Few combinations of values are shared by many files.
    ImmutableSortedDictionary<string, string?> Values(string? json)
    {
        json ??= "{}";
        if (_values.TryGetValue(json, out var values)) return values;

        using var document = JsonDocument.Parse(json);
        return _values[json] = _reader.Values(document.RootElement, "a map");
    }
}
