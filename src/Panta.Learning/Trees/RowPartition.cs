namespace Panta.Learning.Trees;

/// <summary>The rows of a tree's leaves: row numbers, those of a leaf side by side and ascending. Splitting keeps that order whatever the number of threads.</summary>
sealed class RowPartition(BinnedRows data, int threads)
{
    /// <summary>Fewer rows than this are not worth a second thread.</summary>
    const int ParallelRows = 16_384;

    readonly int[] _rows = new int[data.Count];
    readonly int[] _left = new int[threads == 1 ? 0 : data.Count];
    readonly int[] _right = new int[data.Count];
    readonly int[] _leftCounts = new int[threads];

    /// <summary>Rows [start, end): valid after the root was split.</summary>
    public ReadOnlyMemory<int> Rows(int start, int end) => _rows.AsMemory(start, end - start);

    /// <summary>Moves the rows whose bin goes left before the others and returns where those start. The root's rows are all rows in order.</summary>
    public int Split(int start, int end, bool isRoot, int feature, bool[] goesLeft)
    {
        var parts = end - start < ParallelRows ? 1 : threads;
        int Bound(int part) => start + (int)((long)(end - start) * part / parts);
        int Lefts(int part) => _leftCounts.AsSpan(0, part).ToArray().Sum();
        if (parts == 1)
        {
            var left = Divide(start, end, _rows, isRoot, feature, goesLeft);
            _right.AsSpan(start, end - start - left).CopyTo(_rows.AsSpan(start + left));
            return start + left;
        }

        // The first part's left rows stay where they are; what comes after them waits in the scratch until their number is known.
        var options = new ParallelOptions { MaxDegreeOfParallelism = parts };
        Parallel.For(0, parts, options, part =>
            _leftCounts[part] = Divide(Bound(part), Bound(part + 1), part == 0 ? _rows : _left, isRoot, feature, goesLeft));
        var middle = start + Lefts(parts);
        Parallel.For(0, parts, options, part =>
        {
            var (begin, before) = (Bound(part), Lefts(part));
            if (part > 0) _left.AsSpan(begin, _leftCounts[part]).CopyTo(_rows.AsSpan(start + before));
            _right.AsSpan(begin, Bound(part + 1) - begin - _leftCounts[part]).CopyTo(_rows.AsSpan(middle + begin - start - before));
        });
        return middle;
    }

    /// <summary>Writes the numbers of left rows to <paramref name="into"/>, those of right ones to the scratch, both from start on; returns how many go left.</summary>
    unsafe int Divide(int start, int end, int[] into, bool isRoot, int feature, bool[] goesLeft)
    {
        var (left, right) = (0, 0);
        fixed (byte* bins = data.Columns[feature])
        fixed (int* rows = _rows)
        fixed (int* lefts = &into[start])
        fixed (int* rights = &_right[start])
        fixed (bool* table = goesLeft)
            for (var i = start; i < end; i++)
            {
                var row = isRoot ? i : rows[i];
                int isLeft = ((byte*)table)[bins[row]];
                lefts[left] = row;
                rights[right] = row;
                left += isLeft;
                right += 1 - isLeft;
            }
        return left;
    }
}
