namespace Panta.Learning.Trees;

/// <summary>The rows of a tree's leaves: row numbers, those of a leaf side by side and ascending. Splitting keeps that order whatever the number of threads.</summary>
sealed class RowPartition(BinnedRows data, int threads)
{
    /// <summary>Fewer rows than this are not worth a second thread.</summary>
    const int ParallelRows = 16_384;

    readonly int[] _rows = new int[data.Count];
    readonly int[] _left = new int[data.Count];
    readonly int[] _right = new int[data.Count];
    readonly int[] _leftCounts = new int[threads];

    /// <summary>Rows [start, end): valid after the root was split.</summary>
    public ReadOnlyMemory<int> Rows(int start, int end) => _rows.AsMemory(start, end - start);

    /// <summary>Moves the rows whose bin goes left before the others and returns where those start. The root's rows are all rows in order.</summary>
    public int Split(int start, int end, bool isRoot, int feature, bool[] goesLeft)
    {
        var count = end - start;
        var parts = count < ParallelRows ? 1 : threads;
        if (parts == 1)
        {
            var left = Divide(start, end, isRoot, feature, goesLeft);
            _left.AsSpan(start, left).CopyTo(_rows.AsSpan(start));
            _right.AsSpan(start, count - left).CopyTo(_rows.AsSpan(start + left));
            return start + left;
        }

        int Bound(int part) => start + (int)((long)count * part / parts);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parts };
        Parallel.For(0, parts, options, part => _leftCounts[part] = Divide(Bound(part), Bound(part + 1), isRoot, feature, goesLeft));
        var lefts = _leftCounts.AsSpan(0, parts).ToArray();
        var middle = start + lefts.Sum();
        Parallel.For(0, parts, options, part =>
        {
            var (begin, before) = (Bound(part), lefts.AsSpan(0, part).ToArray().Sum());
            _left.AsSpan(begin, lefts[part]).CopyTo(_rows.AsSpan(start + before));
            _right.AsSpan(begin, Bound(part + 1) - begin - lefts[part]).CopyTo(_rows.AsSpan(middle + begin - start - before));
        });
        return middle;
    }

    /// <summary>Writes the row numbers of both sides to the start of their scratch and returns how many go left.</summary>
    unsafe int Divide(int start, int end, bool isRoot, int feature, bool[] goesLeft)
    {
        var (left, right) = (0, 0);
        fixed (ulong* block = data.Blocks[feature / BinnedRows.BlockWidth])
        fixed (int* rows = _rows)
        fixed (int* lefts = &_left[start])
        fixed (int* rights = &_right[start])
        fixed (bool* table = goesLeft)
        {
            var bins = (byte*)block + (BitConverter.IsLittleEndian ? feature % BinnedRows.BlockWidth : 7 - feature % BinnedRows.BlockWidth);
            for (var i = start; i < end; i++)
            {
                var row = isRoot ? i : rows[i];
                lefts[left] = row;
                rights[right] = row;
                int isLeft = ((byte*)table)[bins[(long)row * 8]];
                left += isLeft;
                right += 1 - isLeft;
            }
        }
        return left;
    }
}
