using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Joins DuckDB's validity masks, or single rows, end to end. Holds no words until the first null.</summary>
sealed unsafe class ValidityBuilder
{
    ulong[]? _words;
    int _length;

    /// <summary>Adds the rows of a mask; null where all of them hold a value.</summary>
    public void Add(ulong* mask, int count)
    {
        if (mask is null || AllSet(mask, count)) AddAll(count);
        else AddMask(mask, count);
    }

    /// <summary>Adds one row.</summary>
    public void Add(bool valid)
    {
        if (_words is not null || !valid)
        {
            var words = EnsureWords(_length + 1);
            if (!valid) words[_length >> 6] &= ~(1UL << (_length & 63));
        }

        _length++;
    }

    /// <summary>The bitmap of all rows added; the builder is empty afterwards.</summary>
    public Validity Take()
    {
        var validity = new Validity(_words, _length);
        (_words, _length) = (null, 0);
        return validity;
    }

    static bool AllSet(ulong* mask, int count)
    {
        var whole = count >> 6;
        for (var i = 0; i < whole; i++)
            if (mask[i] != ulong.MaxValue) return false;
        return (count & 63) == 0 || (mask[whole] | ulong.MaxValue << (count & 63)) == ulong.MaxValue;
    }

    void AddAll(int count)
    {
        if (_words is not null) EnsureWords(_length + count);
        _length += count;
    }

    void AddMask(ulong* mask, int count)
    {
        var words = EnsureWords(_length + count);
        var (word, shift) = (_length >> 6, _length & 63);
        // New words are all ones, so nulls are cleared bit by bit of a word, beyond the count nothing is.
        for (var i = 0; i < (count + 63) >> 6; i++)
        {
            var nulls = ~mask[i];
            if (count - i * 64 < 64) nulls &= (1UL << (count - i * 64)) - 1;
            words[word + i] &= ~(nulls << shift);
            if (shift != 0 && nulls >> (64 - shift) != 0) words[word + i + 1] &= ~(nulls >> (64 - shift));
        }

        _length += count;
    }

    ulong[] EnsureWords(int length)
    {
        var needed = (length + 63) >> 6;
        var had = _words?.Length ?? 0;
        if (_words is not null && had >= needed) return _words;

        Array.Resize(ref _words, Math.Max(needed, had * 2));
        _words.AsSpan(had).Fill(ulong.MaxValue);
        return _words;
    }
}
