using System.Text;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Writes the fields of one column in PostgreSQL's binary format.</summary>
abstract class FieldWriter(Column column)
{
    const int Null = -1;

    /// <summary>Writes the field of a row, its length before it.</summary>
    /// <exception cref="FieldException">The value has no place in the target.</exception>
    public void Write(int row, WireBuffer into)
    {
        if (column.IsNull(row)) into.WriteLength(Null);
        else WriteValue(row, into);
    }

    protected abstract void WriteValue(int row, WireBuffer into);
}

/// <summary>Values of fixed size, widened where the target is wider.</summary>
sealed class FixedFieldWriter<TFrom, T, TWire>(Column<TFrom> column, Func<TFrom, T> widen) : FieldWriter(column)
    where TFrom : unmanaged
    where T : unmanaged
    where TWire : struct, IWireValue<T>
{
    protected override void WriteValue(int row, WireBuffer into)
    {
        into.WriteLength(TWire.Size);
        TWire.Write(widen(column.Span[row]), into.Take(TWire.Size));
    }
}

/// <summary>Decimals, and integers for a numeric target.</summary>
sealed class NumericFieldWriter<T>(Column<T> column, Func<T, Int128> widen) : FieldWriter(column)
    where T : unmanaged
{
    readonly int _scale = column.Type.Scale;

    protected override void WriteValue(int row, WireBuffer into)
    {
        Span<byte> bytes = stackalloc byte[WireNumeric.MaxSize];
        var length = WireNumeric.Write(widen(column.Span[row]), _scale, bytes);
        into.WriteLength(length);
        into.Write(bytes[..length]);
    }
}

/// <summary>Bytes.</summary>
sealed class BinaryFieldWriter(BinaryColumn column) : FieldWriter(column)
{
    protected override void WriteValue(int row, WireBuffer into)
    {
        var bytes = column[row];
        into.WriteLength(bytes.Length);
        into.Write(bytes);
    }
}

/// <summary>Lists as arrays, element by element.</summary>
sealed class ArrayFieldWriter(ArrayColumn column, uint elementType, FieldWriter elements) : FieldWriter(column)
{
    readonly WireBuffer _value = new();

    protected override void WriteValue(int row, WireBuffer into)
    {
        // The length of the whole stands before it.
        _value.Flush();
        var (from, to) = (column.Offsets.Span[row], column.Offsets.Span[row + 1]);
        // Whether there are nulls is the server's to find out; an empty array has no dimension, others begin at 1.
        foreach (var word in (ReadOnlySpan<int>)(from == to ? [0, 0, (int)elementType] : [1, 0, (int)elementType, to - from, 1])) _value.WriteLength(word);
        for (var element = from; element < to; element++) elements.Write(element, _value);
        into.WriteLength(_value.Bytes.Length);
        into.Write(_value.Bytes);
    }
}

/// <summary>Vectors as double precision[].</summary>
sealed class VectorFieldWriter(VectorColumn column) : FieldWriter(column)
{
    const int Float8 = 701;
    const int HeaderSize = 20;

    protected override void WriteValue(int row, WireBuffer into)
    {
        var slots = (double[])column.Value(row)!;
        // An empty array has no dimension.
        var dimensions = slots.Length == 0 ? 0 : 1;
        into.WriteLength(slots.Length == 0 ? HeaderSize - 8 : HeaderSize + slots.Length * (4 + sizeof(double)));
        foreach (var word in (ReadOnlySpan<int>)[dimensions, 0, Float8]) into.WriteLength(word);
        if (slots.Length == 0) return;

        into.WriteLength(slots.Length);
        into.WriteLength(1); // the first index
        foreach (var slot in slots)
        {
            into.WriteLength(sizeof(double));
            WireFloat8.Write(slot, into.Take(sizeof(double)));
        }
    }
}

/// <summary>Text, each distinct one encoded once.</summary>
sealed class TextFieldWriter(TextColumn column, WireText form) : FieldWriter(column)
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[]?[] _encoded = new byte[column.Dictionary.Length][];

    protected override void WriteValue(int row, WireBuffer into)
    {
        var code = column.Codes.Span[row];
        var bytes = _encoded[code] ??= Encoded(column.Dictionary[code]);
        into.WriteLength(bytes.Length);
        into.Write(bytes);
    }

    byte[] Encoded(string text) => form switch
    {
        WireText.Uuid => Guid.TryParse(text, out var id) ? id.ToByteArray(bigEndian: true) : throw new FieldException($"'{Short(text)}', which is no uuid"),
        WireText.Jsonb => [1, .. Utf8(text)],
        _ => Utf8(text),
    };

    static byte[] Utf8(string text)
    {
        if (text.Contains('\0')) throw new FieldException($"'{Short(text)}' with the character 0, which PostgreSQL's text does not hold");

        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new FieldException("a text with half a surrogate pair, which is no Unicode");
        }
    }

    static string Short(string text) => (text.Length > 40 ? text[..40] + "…" : text).Replace("\0", "␀", StringComparison.Ordinal);
}
