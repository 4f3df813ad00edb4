namespace Panta.Data.Tables;

/// <summary>Offsets of lists of different lengths: row i has the elements <c>offsets[i] .. offsets[i + 1]</c>.</summary>
static class Offsets
{
    /// <summary>The number of rows that offsets speak of.</summary>
    public static int Rows(ReadOnlyMemory<int> offsets) =>
        offsets.IsEmpty ? throw new ArgumentException("Offsets are empty: there is one more of them than rows.", nameof(offsets)) : offsets.Length - 1;

    /// <summary>Checks that offsets ascend within the elements, and that validity speaks of as many rows.</summary>
    public static ReadOnlyMemory<int> Checked(ReadOnlyMemory<int> offsets, Validity validity, int elements)
    {
        if (validity.Length != offsets.Length - 1)
            throw new ArgumentException($"{offsets.Length} offsets, but validity for {validity.Length} rows.", nameof(validity));

        var span = offsets.Span;
        if (span[0] < 0 || span[^1] > elements)
            throw new ArgumentException($"Offsets reach from {span[0]} to {span[^1]}, but there are {elements} elements.", nameof(offsets));
        for (var i = 1; i < span.Length; i++)
            if (span[i] < span[i - 1]) throw new ArgumentException($"Offset {i} is {span[i]}, after {span[i - 1]}: offsets ascend.", nameof(offsets));
        return offsets;
    }

    /// <summary>The offsets of chosen rows, and which elements they have; a null row has none.</summary>
    public static (int[] Offsets, int[] Elements) Taken(ReadOnlySpan<int> offsets, Validity validity, ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
            taken[i + 1] = checked(taken[i] + (validity[rows[i]] ? offsets[rows[i] + 1] - offsets[rows[i]] : 0));
        var elements = new int[taken[^1]];
        for (var i = 0; i < rows.Length; i++)
            for (var k = 0; k < taken[i + 1] - taken[i]; k++)
                elements[taken[i] + k] = offsets[rows[i]] + k;
        return (taken, elements);
    }

    /// <summary>The offsets of columns joined end to end, where each brings only the elements from its first offset to its last.</summary>
    public static int[] Joined(IReadOnlyList<ReadOnlyMemory<int>> parts)
    {
        var joined = new int[checked(parts.Sum(part => part.Length - 1) + 1)];
        var row = 0;
        foreach (var part in parts)
        {
            var span = part.Span;
            var shift = joined[row] - span[0];
            for (var i = 1; i < span.Length; i++) joined[++row] = checked(span[i] + shift);
        }

        return joined;
    }

    /// <summary>The elements that a column's rows have, out of those it shares with others.</summary>
    public static Column Within(Column elements, ReadOnlyMemory<int> offsets)
    {
        var (from, to) = (offsets.Span[0], offsets.Span[^1]);
        return from == 0 && to == elements.Length ? elements : elements.Slice(from, to - from);
    }
}
