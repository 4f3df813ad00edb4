using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Live files of a checkpoint that were read together. All is checked at once; a file becomes an object of its own when it is asked for.</summary>
sealed class CheckpointPart
{
    // A path without any of these is written as it is, and has no scheme.
    static readonly SearchValues<byte> Doubtful = SearchValues.Create("%:\\\0"u8);

    readonly CheckpointRows _rows;
    readonly Dictionary<int, string> _decoded = [];
    readonly DeletionVector?[]? _vectors;
    readonly ImmutableSortedDictionary<string, string?>[] _values;
    readonly FileExtras?[] _tagged;
    readonly AddFile?[] _files;

    /// <summary>Checks rows of a checkpoint.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="reader">Whose messages name the checkpoint.</param>
    /// <param name="values">A map of texts from its JSON.</param>
    /// <exception cref="DeltaException">A path leads out of the table, or a number cannot be.</exception>
    public CheckpointPart(CheckpointRows rows, ActionReader reader, Func<string, ImmutableSortedDictionary<string, string?>> values)
    {
        _rows = rows;
        for (var row = 0; row < rows.Count; row++)
            if (!IsPlain(rows.PathBytes(row))) _decoded[row] = reader.PathOf(rows.Path(row));
        _vectors = rows.HasVectors ? [.. Enumerable.Range(0, rows.Count).Select(row => rows.Vector(row, reader))] : null;
        // Few combinations of values, and of tags, are shared by many files.
        _values = [.. Texts(rows.AllValues).Select(values)];
        _tagged = [.. Texts(rows.AllTags).Select(tags => new FileExtras(tags, values(tags).GetValueOrDefault(FileColumns.Tag), null, null, null))];
        _files = new AddFile?[rows.Count];
    }

    /// <summary>Gets the number of files.</summary>
    public int Count => _files.Length;

    /// <summary>A hash of a file's path; see <see cref="HashOf(ReadOnlySpan{byte})"/>.</summary>
    public int HashOf(int row) => HashOf(PathOf(row));

    /// <summary>A hash of a decoded path.</summary>
    public static int HashOf(ReadOnlySpan<byte> path)
    {
        var hash = default(HashCode);
        hash.AddBytes(path);
        return hash.ToHashCode();
    }

    /// <summary>Whether a file has a key.</summary>
    /// <param name="row">The file.</param>
    /// <param name="path">The decoded path.</param>
    /// <param name="vector">Its deletion vector's id; null for none.</param>
    public bool Is(int row, ReadOnlySpan<byte> path, string? vector) =>
        path.SequenceEqual(PathOf(row)) && VectorOf(row)?.Id == vector;

    /// <summary>Whether two files have one key.</summary>
    public bool IsSame(int row, CheckpointPart other, int otherRow) => Is(row, other.PathOf(otherRow), other.VectorOf(otherRow)?.Id);

    /// <summary>The file; the same object each time.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="order">Its place among all.</param>
    public AddFile File(int row, long order) =>
        Volatile.Read(ref _files[row]) is { } made ? made : Interlocked.CompareExchange(ref _files[row], Made(row, order), null) ?? _files[row]!;

    ReadOnlySpan<byte> PathOf(int row) =>
        _decoded.Count > 0 && _decoded.TryGetValue(row, out var path) ? Encoding.UTF8.GetBytes(path) : _rows.PathBytes(row);

    AddFile Made(int row, long order)
    {
        var written = _rows.Path(row);
        var values = _rows.ValuesCode(row) is { } code ? _values[code] : ActionReader.NoValues;
        return new(_decoded.GetValueOrDefault(row, written), _rows.Size(row) ?? 0, values, VectorOf(row), _rows.Stats(row))
        {
            EncodedPath = written,
            ModificationTime = _rows.Time(row) ?? 0,
            Extras = ExtrasOf(row),
            Order = order,
        };
    }

    FileExtras? ExtrasOf(int row)
    {
        var tagged = _rows.TagsCode(row) is { } code ? _tagged[code] : null;
        var (id, version, clustering) = (_rows.RowId(row), _rows.RowVersion(row), _rows.Clustering(row));
        return id is null && version is null && clustering is null ? tagged : new(tagged?.Tags, tagged?.ColumnsDigest, id, version, clustering);
    }

    DeletionVector? VectorOf(int row) => _vectors?[row];

    static bool IsPlain(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] != (byte)'/' && !path.ContainsAny(Doubtful) && path.IndexOf(".."u8) < 0;

    static ImmutableArray<string> Texts(TextColumn? column) => column?.Dictionary ?? [];
}
