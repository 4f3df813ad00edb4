using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using StringRef = Panta.Data.Reading.NativeDuckDb.StringRef;

namespace Panta.Data.Reading;

/// <summary>Text: a code a row by <see cref="TextDictionary"/>.</summary>
sealed unsafe class TextColumnReader() : VectorReader(DataType.String)
{
    const int KeptTexts = 32_768;

    readonly SegmentedBuffer<int> _codes = new();
    TextDictionary _dictionary = new();

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var texts = (StringRef*)NativeDuckDb.VectorData(vector) + start;
        var codes = _codes.Add(count);
        _dictionary.Encode(texts, mask, codes);
    }

    protected override Column TakeColumn(Validity validity)
    {
        var column = new TextColumn(_codes.Take(), _dictionary.ToArray(), validity);
        // The next batch of a stream goes on with the dictionary while it is small: few texts then are made once.
        if (_dictionary.Count > KeptTexts) _dictionary = new();
        return column;
    }
}

/// <summary>An enum: its own numbers as codes, its names as dictionary.</summary>
sealed unsafe class EnumReader<T>(ImmutableArray<string> names, ConvertingReader<T, int>.Conversion convert) : VectorReader(DataType.String)
    where T : unmanaged
{
    readonly SegmentedBuffer<int> _codes = new();

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var codes = _codes.Add(count);
        convert(new((T*)NativeDuckDb.VectorData(vector) + start, count), codes);
        if (mask is null) return;

        for (var row = 0; row < count; row++)
            if (!IsValid(mask, row)) codes[row] = 0;
    }

    protected override Column TakeColumn(Validity validity) => new TextColumn(_codes.Take(), names, validity);
}

/// <summary>Values that no column of ours holds, such as a time of day: as text.</summary>
sealed unsafe class FormattingReader<T>(Func<T, string> format) : VectorReader(DataType.String)
    where T : unmanaged
{
    List<string?> _texts = [];

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var values = (T*)NativeDuckDb.VectorData(vector) + start;
        for (var row = 0; row < count; row++) _texts.Add(IsValid(mask, row) ? format(values[row]) : null);
    }

    protected override Column TakeColumn(Validity validity)
    {
        var column = TextColumn.Of(_texts);
        _texts = [];
        return column;
    }
}

/// <summary>Bytes.</summary>
sealed unsafe class BinaryColumnReader() : VectorReader(DataType.Binary)
{
    readonly SegmentedBuffer<byte> _bytes = new();
    List<int> _offsets = [0];

    protected override void ReadValues(nint vector, int start, int count, ulong* mask)
    {
        var values = (StringRef*)NativeDuckDb.VectorData(vector) + start;
        for (var row = 0; row < count; row++)
        {
            if (IsValid(mask, row)) StringRef.Bytes(values + row).CopyTo(_bytes.Add(values[row].Length));
            _offsets.Add(_bytes.Count);
        }
    }

    protected override Column TakeColumn(Validity validity)
    {
        var column = new BinaryColumn(_bytes.Take(), _offsets.ToArray(), validity);
        _offsets = [0];
        return column;
    }
}
