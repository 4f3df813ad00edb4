using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Collects the fields of one column, as PostgreSQL's binary format gives them, into a column.</summary>
abstract class FieldReader(DataType type)
{
    readonly ValidityBuilder _validity = new();

    /// <summary>Gets the type of the column.</summary>
    public DataType Type { get; } = type;

    /// <summary>Adds a value.</summary>
    /// <exception cref="FieldException">It has no place in the column.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        AddValue(bytes);
        _validity.Add(true);
    }

    /// <summary>Adds a null.</summary>
    public void AddNull()
    {
        AddNothing();
        _validity.Add(false);
    }

    /// <summary>The column of all fields added; the reader is empty afterwards.</summary>
    public Column Take() => TakeColumn(_validity.Take());

    protected abstract void AddValue(ReadOnlySpan<byte> bytes);

    protected abstract void AddNothing();

    protected abstract Column TakeColumn(Validity validity);

    protected static void RequireSize(ReadOnlySpan<byte> bytes, int size)
    {
        if (bytes.Length != size) throw new FieldException($"{bytes.Length} bytes where {size} were expected");
    }
}

/// <summary>Values of fixed size.</summary>
sealed class FixedFieldReader<T, TWire>(DataType type) : FieldReader(type)
    where T : unmanaged
    where TWire : struct, IWireValue<T>
{
    readonly SegmentedBuffer<T> _values = new();

    protected override void AddValue(ReadOnlySpan<byte> bytes)
    {
        RequireSize(bytes, TWire.Size);
        _values.Add(1)[0] = TWire.Read(bytes);
    }

    protected override void AddNothing() => _values.Add(1)[0] = default;

    protected override Column TakeColumn(Validity validity) => new Column<T>(Type, _values.Take(), validity);
}

/// <summary>numeric as an unscaled number.</summary>
sealed class DecimalFieldReader(DataType type) : FieldReader(type)
{
    readonly SegmentedBuffer<Int128> _values = new();

    protected override void AddValue(ReadOnlySpan<byte> bytes) => _values.Add(1)[0] = WireNumeric.ToUnscaled(bytes, Type);

    protected override void AddNothing() => _values.Add(1)[0] = default;

    protected override Column TakeColumn(Validity validity) => new Column<Int128>(Type, _values.Take(), validity);
}

/// <summary>numeric as the nearest float64.</summary>
sealed class NumericFieldReader() : FieldReader(DataType.Float64)
{
    readonly SegmentedBuffer<double> _values = new();

    protected override void AddValue(ReadOnlySpan<byte> bytes) => _values.Add(1)[0] = WireNumeric.ToDouble(bytes);

    protected override void AddNothing() => _values.Add(1)[0] = default;

    protected override Column TakeColumn(Validity validity) => new Column<double>(Type, _values.Take(), validity);
}

/// <summary>Bytes.</summary>
sealed class BinaryFieldReader() : FieldReader(DataType.Binary)
{
    readonly SegmentedBuffer<byte> _bytes = new();
    readonly SegmentedBuffer<int> _ends = new();

    protected override void AddValue(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.Add(bytes.Length));
        AddNothing();
    }

    protected override void AddNothing() => _ends.Add(1)[0] = _bytes.Count;

    protected override Column TakeColumn(Validity validity) => new BinaryColumn(_bytes.Take(), (int[])[0, .. _ends.Take().Span], validity);
}
