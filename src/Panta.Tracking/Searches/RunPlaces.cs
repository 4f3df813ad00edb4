namespace Panta.Tracking.Searches;

/// <summary>Which block each run of an order is in: four bytes a run, for short keys lie close together.</summary>
sealed class RunPlaces
{
    const int Size = 64; // runs a page; a page that holds a single run takes as little as this allows

    readonly Dictionary<long, int[]> _pages = [];

    /// <summary>The memory it takes.</summary>
    public long Bytes => _pages.Count * ((Size * sizeof(int)) + 64L);

    /// <summary>The block that a run is in, from 0; −1 for none.</summary>
    public int this[long run]
    {
        get => _pages.TryGetValue(run / Size, out var page) ? page[run % Size] - 1 : -1;

        set
        {
            if (!_pages.TryGetValue(run / Size, out var page))
            {
                if (value < 0) return;
                _pages.Add(run / Size, page = new int[Size]);
            }

            page[run % Size] = value + 1;
        }
    }
}
