using System.Text.Unicode;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>How the bytes of a field become the text of a column.</summary>
enum WireText
{
    /// <summary>They are the text, in UTF-8.</summary>
    Utf8,

    /// <summary>jsonb: a byte for its version, then text.</summary>
    Jsonb,

    /// <summary>uuid: 16 bytes.</summary>
    Uuid,
}

/// <summary>Text: a code a row into the distinct ones.</summary>
sealed class TextFieldReader(WireText form = WireText.Utf8) : FieldReader(DataType.String)
{
    const int KeptTexts = 32_768;
    const int UuidLength = 36;

    readonly SegmentedBuffer<int> _codes = new();
    TextDictionary _dictionary = new();

    protected override void AddValue(ReadOnlySpan<byte> bytes)
    {
        switch (form)
        {
            case WireText.Uuid:
                AddUuid(bytes);
                break;
            case WireText.Jsonb:
                if (bytes is not [1, ..]) throw new FieldException("jsonb of a version that is not known");
                AddText(bytes[1..]);
                break;
            default:
                AddText(bytes);
                break;
        }
    }

    protected override void AddNothing() => _codes.Add(1)[0] = 0;

    protected override Column TakeColumn(Validity validity)
    {
        var column = new TextColumn(_codes.Take(), _dictionary.ToArray(), validity);
        // The next batch goes on with the dictionary while it is small: few texts then are made once.
        if (_dictionary.Count > KeptTexts) _dictionary = new();
        return column;
    }

    void AddUuid(ReadOnlySpan<byte> bytes)
    {
        RequireSize(bytes, 16);
        Span<byte> text = stackalloc byte[UuidLength];
        new Guid(bytes, bigEndian: true).TryFormat(text, out _);
        AddText(text);
    }

    void AddText(ReadOnlySpan<byte> utf8)
    {
        var known = _dictionary.Count;
        var code = _dictionary.CodeOf(utf8);
        // A database whose encoding is SQL_ASCII takes any bytes; they are not made into other ones here.
        if (code == known && !Utf8.IsValid(utf8)) throw new FieldException("text that is no UTF-8");

        _codes.Add(1)[0] = code;
    }
}
