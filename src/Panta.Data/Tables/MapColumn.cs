using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// A column of maps: row i has the keys and values <c>offsets[i] .. offsets[i + 1]</c> of two child columns, in the order in which they came. A key is never
/// null, a value may be. Whether keys are distinct is up to the source.
/// </summary>
public sealed class MapColumn : Column
{
    /// <summary>A column over offsets, keys and values. Costs a pass over the offsets.</summary>
    /// <param name="offsets">Ascending, within the keys; one more than there are rows.</param>
    /// <param name="keys">The keys of all rows, one after the other; none is null.</param>
    /// <param name="values">As many values.</param>
    /// <param name="validity">Which rows hold a map. Default: all.</param>
    /// <exception cref="ArgumentException">Offsets do not ascend or reach beyond the keys, a key is null, or there are more or fewer values.</exception>
    public MapColumn(ReadOnlyMemory<int> offsets, Column keys, Column values, Validity? validity = null)
        : base(DataType.Map(keys.Type, values.Type), validity ?? Validity.All(Tables.Offsets.Rows(offsets)))
    {
        if (keys.Length != values.Length) throw new ArgumentException($"{keys.Length} keys, but {values.Length} values.", nameof(values));
        if (keys.Validity.NullCount() > 0) throw new ArgumentException("A key is null: every key of a map has a value of its type.", nameof(keys));

        Offsets = Tables.Offsets.Checked(offsets, Validity, keys.Length);
        Keys = keys;
        Values = values;
    }

    MapColumn(DataType type, ReadOnlyMemory<int> offsets, Column keys, Column values, Validity validity)
        : base(type, validity)
    {
        Offsets = offsets;
        Keys = keys;
        Values = values;
    }

    /// <summary>Gets where in <see cref="Keys"/> and <see cref="Values"/> the map of each row begins, and where the last ends. Of a slice, the first is not 0.</summary>
    public ReadOnlyMemory<int> Offsets { get; }

    /// <summary>Gets the keys of all rows; of a slice, those of its whole.</summary>
    public Column Keys { get; }

    /// <summary>Gets the values of all rows; of a slice, those of its whole.</summary>
    public Column Values { get; }

    /// <inheritdoc/>
    public override Column Slice(int start, int length) => new MapColumn(Type, Offsets.Slice(start, length + 1), Keys, Values, Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var (offsets, entries) = Tables.Offsets.Taken(Offsets.Span, Validity, rows);
        return new MapColumn(Type, offsets, Keys.Take(entries), Values.Take(entries), TakenValidity(rows));
    }

    /// <inheritdoc/>
    public override Column As(DataType type) => type == Type ? this
        : type.Kind == TypeKind.Map ? new MapColumn(type, Offsets, Keys.As(type.Key!), Values.As(type.Element!), Validity)
        : base.As(type);

    /// <inheritdoc/>
    protected override object ValueAt(int row)
    {
        var (from, to) = (Offsets.Span[row], Offsets.Span[row + 1]);
        var entries = new KeyValuePair<object, object?>[to - from];
        for (var i = 0; i < entries.Length; i++) entries[i] = new(Keys.Value(from + i)!, Values.Value(from + i));
        return entries;
    }

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var maps = parts.Cast<MapColumn>().ToList();
        return new MapColumn(
            Type, Tables.Offsets.Joined([.. maps.Select(part => part.Offsets)]),
            Concat([.. maps.Select(part => Tables.Offsets.Within(part.Keys, part.Offsets))]),
            Concat([.. maps.Select(part => Tables.Offsets.Within(part.Values, part.Offsets))]), JoinedValidity(parts));
    }

    private protected override Column Masked(Validity validity) => new MapColumn(Type, Offsets, Keys, Values, validity);
}
