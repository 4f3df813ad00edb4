using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>A column of bytes: row i is <c>bytes[offsets[i] .. offsets[i + 1]]</c>.</summary>
public sealed class BinaryColumn : Column
{
    readonly ReadOnlyMemory<byte> _bytes;
    readonly ReadOnlyMemory<int> _offsets;

    /// <summary>A column over bytes and offsets.</summary>
    /// <param name="bytes">The bytes of all rows.</param>
    /// <param name="offsets">Ascending; one more than there are rows.</param>
    /// <param name="validity">Which rows hold a value. Default: all.</param>
    public BinaryColumn(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<int> offsets, Validity? validity = null)
        : base(DataType.Binary, validity ?? Validity.All(offsets.Length - 1))
    {
        if (Length != offsets.Length - 1) throw new ArgumentException($"{offsets.Length} offsets, but validity for {Length} rows.", nameof(validity));

        _bytes = bytes;
        _offsets = offsets;
    }

    /// <summary>Gets the bytes of a row; empty where null.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<byte> this[int row] => IsNull(row) ? default : _bytes.Span[_offsets.Span[row].._offsets.Span[row + 1]];

    /// <summary>The bytes of a row where the column keeps them; empty where null.</summary>
    internal ReadOnlyMemory<byte> Memory(int row) => IsNull(row) ? default : _bytes[_offsets.Span[row].._offsets.Span[row + 1]];

    /// <summary>A column of the given values; null where one is null.</summary>
    /// <param name="values">The bytes of each row, or null.</param>
    public static BinaryColumn Of(IReadOnlyList<byte[]?> values)
    {
        var offsets = new int[values.Count + 1];
        for (var i = 0; i < values.Count; i++) offsets[i + 1] = checked(offsets[i] + (values[i]?.Length ?? 0));
        var bytes = new byte[offsets[^1]];
        for (var i = 0; i < values.Count; i++) values[i]?.CopyTo(bytes, offsets[i]);
        return new(bytes, offsets, Validity.Of(values.Count, row => values[row] is not null));
    }

    /// <inheritdoc/>
    public override Column Slice(int start, int length) => new BinaryColumn(_bytes, _offsets.Slice(start, length + 1), Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var values = new byte[]?[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = IsNull(rows[i]) ? null : this[rows[i]].ToArray();
        return Of(values);
    }

    /// <inheritdoc/>
    protected override object ValueAt(int row) => this[row].ToArray();

    private protected override Column Joined(IReadOnlyList<Column> parts) =>
        Of([.. parts.Cast<BinaryColumn>().SelectMany(part => Enumerable.Range(0, part.Length).Select(row => part.IsNull(row) ? null : part[row].ToArray()))]);

    private protected override Column Masked(Validity validity) => new BinaryColumn(_bytes, _offsets, validity);
}
