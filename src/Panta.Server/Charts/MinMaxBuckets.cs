namespace Panta.Server.Charts;

/// <summary>
/// Thins a line to what a screen shows: the range of x is cut into equal buckets, and of each the least and the greatest value are kept where they
/// stand, so that no spike vanishes and the envelope is exact. A line of no more points than that is kept whole. Points may come in any order of x.
/// </summary>
/// <param name="from">The left edge of the range; points outside it are passed over.</param>
/// <param name="to">The right edge.</param>
/// <param name="buckets">How many buckets, at least 1: at most twice as many points, and the first and last, are kept.</param>
sealed class MinMaxBuckets(double from, double to, int buckets)
{
    readonly ChartPoint[] _low = new ChartPoint[buckets], _high = new ChartPoint[buckets];
    readonly bool[] _used = new bool[buckets];
    readonly List<ChartPoint> _all = [];
    ChartPoint _first, _last;

    /// <summary>How many points lay in the range.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a point; NaN and infinities must be kept elsewhere.</summary>
    public void Add(double x, double y)
    {
        if (!(x >= from && x <= to)) return;

        var point = new ChartPoint(x, y);
        if (Count == 0 || x < _first.X) _first = point;
        if (Count == 0 || x >= _last.X) _last = point;
        if (++Count <= 2L * buckets) _all.Add(point);
        var k = to > from ? (int)Math.Min(buckets - 1, (x - from) / (to - from) * buckets) : 0;
        if (!_used[k] || y < _low[k].Y) _low[k] = point;
        if (!_used[k] || y > _high[k].Y) _high[k] = point;
        _used[k] = true;
    }

    /// <summary>What was kept, ascending by x.</summary>
    public IReadOnlyList<ChartPoint> Points()
    {
        if (Count == 0) return [];
        if (Count <= 2L * buckets) return [.. _all.OrderBy(point => point.X)];

        var kept = new List<ChartPoint> { _first };
        for (var k = 0; k < buckets; k++)
        {
            if (!_used[k]) continue;
            var (a, b) = _low[k].X <= _high[k].X ? (_low[k], _high[k]) : (_high[k], _low[k]);
            if (a != kept[^1]) kept.Add(a);
            if (b != a) kept.Add(b);
        }
        if (_last != kept[^1]) kept.Add(_last);
        return kept;
    }
}
