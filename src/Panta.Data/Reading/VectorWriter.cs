using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Writes rows of one column into DuckDB's vectors.</summary>
abstract unsafe class VectorWriter(Column column)
{
    /// <summary>The writer for a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="denseVectors">Whether sparse vectors are written as dense ones: batches of one frame may mix, SQL sees one type.</param>
    public static VectorWriter For(Column column, bool denseVectors) => column switch
    {
        Column<bool> c => new FixedWriter<bool>(c, NativeType.Boolean),
        Column<sbyte> c => new FixedWriter<sbyte>(c, NativeType.TinyInt),
        Column<short> c => new FixedWriter<short>(c, NativeType.SmallInt),
        Column<int> c => new FixedWriter<int>(c, c.Type == DataType.Date ? NativeType.Date : NativeType.Integer),
        Column<long> c => new FixedWriter<long>(c, c.Type.Kind switch
        {
            TypeKind.Timestamp => NativeType.TimestampTz,
            TypeKind.TimestampNtz => NativeType.Timestamp,
            _ => NativeType.BigInt,
        }),
        Column<float> c => new FixedWriter<float>(c, NativeType.Float),
        Column<double> c => new FixedWriter<double>(c, NativeType.Double),
        Column<Int128> c => new DecimalWriter(c),
        TextColumn c => new TextColumnWriter(c),
        BinaryColumn c => new BinaryColumnWriter(c),
        VectorColumn { IsSparse: true } c when !denseVectors => new SparseVectorWriter(c),
        VectorColumn c => new DenseVectorWriter(c),
        ArrayColumn c => new ArrayColumnWriter(c),
        MapColumn c => new MapColumnWriter(c),
        StructColumn c => new StructColumnWriter(c),
        _ => throw new ArgumentException($"A column of {column.Type} cannot be shown to SQL."),
    };

    /// <summary>DuckDB's logical type; the caller's to destroy.</summary>
    public abstract nint CreateNativeType();

    /// <summary>Writes rows into a vector from its start.</summary>
    public void Write(int start, int count, nint vector)
    {
        if (count == 0) return;

        WriteValues(start, count, vector);
        if (!column.Validity.HasNulls) return;

        EnsureValidityWritable(vector);
        var mask = VectorValidity(vector);
        for (var i = 0; i < count; i += 64) mask[i >> 6] = column.Validity.Word(start + i);
    }

    protected abstract void WriteValues(int start, int count, nint vector);
}

sealed unsafe class FixedWriter<T>(Column<T> column, NativeType type) : VectorWriter(column)
    where T : unmanaged
{
    public override nint CreateNativeType() => CreateType(type);

    protected override void WriteValues(int start, int count, nint vector) => column.Span.Slice(start, count).CopyTo(new(VectorData(vector), count));
}

/// <summary>Decimals, narrowed to the width that DuckDB keeps their precision in.</summary>
sealed unsafe class DecimalWriter(Column<Int128> column) : VectorWriter(column)
{
    public override nint CreateNativeType() => CreateDecimalType((byte)column.Type.Precision, (byte)column.Type.Scale);

    protected override void WriteValues(int start, int count, nint vector)
    {
        var from = column.Span.Slice(start, count);
        var into = VectorData(vector);
        switch (column.Type.Precision)
        {
            case <= 4: for (var i = 0; i < count; i++) ((short*)into)[i] = unchecked((short)from[i]); break;
            case <= 9: for (var i = 0; i < count; i++) ((int*)into)[i] = unchecked((int)from[i]); break;
            case <= 18: for (var i = 0; i < count; i++) ((long*)into)[i] = unchecked((long)from[i]); break;
            default: from.CopyTo(new(into, count)); break;
        }
    }
}

/// <summary>Text: the dictionary is turned to UTF-8 once, when the first rows are wanted; each row then is a reference of 16 bytes into it.</summary>
sealed unsafe class TextColumnWriter(TextColumn column) : VectorWriter(column)
{
    readonly Lazy<(StringRef[] References, byte[] Utf8)> _texts = new(() => Encoded(column));

    public override nint CreateNativeType() => CreateType(NativeType.Varchar);

    protected override void WriteValues(int start, int count, nint vector)
    {
        var into = (StringRef*)VectorData(vector);
        var texts = _texts.Value.References;
        var codes = column.Codes.Span.Slice(start, count);
        for (var i = 0; i < count; i++) into[i] = texts[codes[i]];
    }

    // The references point into the bytes, which must live as long as they do.
    static (StringRef[] References, byte[] Utf8) Encoded(TextColumn column)
    {
        var utf8 = GC.AllocateUninitializedArray<byte>(checked((int)column.Dictionary.Sum(text => (long)Encoding.UTF8.GetByteCount(text))), pinned: true);
        // A column without any text still has code 0 in its null rows.
        var references = new StringRef[Math.Max(1, column.Dictionary.Length)];
        var at = 0;
        for (var i = 0; i < column.Dictionary.Length; i++)
        {
            var length = Encoding.UTF8.GetBytes(column.Dictionary[i], utf8.AsSpan(at));
            fixed (byte* bytes = utf8) references[i] = StringRef.Of(bytes + at, length);
            at += length;
        }

        return (references, utf8);
    }
}

sealed unsafe class BinaryColumnWriter(BinaryColumn column) : VectorWriter(column)
{
    readonly Lazy<(StringRef[] References, byte[] Bytes)> _values = new(() => Pinned(column));

    public override nint CreateNativeType() => CreateType(NativeType.Blob);

    protected override void WriteValues(int start, int count, nint vector) =>
        _values.Value.References.AsSpan(start, count).CopyTo(new(VectorData(vector), count));

    static (StringRef[] References, byte[] Bytes) Pinned(BinaryColumn column)
    {
        var length = 0;
        for (var row = 0; row < column.Length; row++) length = checked(length + column[row].Length);
        var (pinned, references) = (GC.AllocateUninitializedArray<byte>(length, pinned: true), new StringRef[column.Length]);
        var at = 0;
        for (var row = 0; row < column.Length; row++)
        {
            column[row].CopyTo(pinned.AsSpan(at));
            fixed (byte* bytes = pinned) references[row] = StringRef.Of(bytes + at, column[row].Length);
            at += column[row].Length;
        }

        return (references, pinned);
    }
}
