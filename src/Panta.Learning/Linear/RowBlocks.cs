namespace Panta.Learning.Linear;

/// <summary>
/// Runs over rows on all cores with a result that does not depend on how many there are: rows are cut into parts by their number alone, each part adds up
/// its blocks in order, and the parts are joined in order.
/// </summary>
static class RowBlocks
{
    /// <summary>Rows of a block; eight columns of them fit the first-level cache's neighbour.</summary>
    public const int Size = 2048;

    const int MostParts = 64;

    /// <summary>
    /// How many threads a run in this flow of control may take; 0: as many as there are cores. Tests show by it that the number changes nothing.
    /// </summary>
    internal static AsyncLocal<int> MostThreads { get; } = new();

    /// <summary>Folds blocks of rows into one state.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="create">An empty state.</param>
    /// <param name="add">Adds the rows start .. start + count − 1 to a state; count ≤ <see cref="Size"/>.</param>
    /// <param name="join">Adds the second state to the first.</param>
    /// <param name="cancel">Ends the run.</param>
    public static T Fold<T>(int rows, Func<T> create, Action<T, int, int> add, Action<T, T> join, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var blocks = (rows + Size - 1) / Size;
        var states = new T[Math.Clamp(blocks / 4, 1, MostParts)];
        if (states.Length == 1) states[0] = Part(0);
        else Parallel.For(0, states.Length,
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = MostThreads.Value > 0 ? MostThreads.Value : -1 },
                part => states[part] = Part(part));

        for (var part = 1; part < states.Length; part++) join(states[0], states[part]);
        return states[0];

        T Part(int part)
        {
            var state = create();
            var end = (int)((long)blocks * (part + 1) / states.Length);
            for (var block = (int)((long)blocks * part / states.Length); block < end; block++)
            {
                cancel.ThrowIfCancellationRequested();
                add(state, block * Size, Math.Min(Size, rows - block * Size));
            }

            return state;
        }
    }

    /// <summary>Sums of <paramref name="width"/> numbers over blocks of rows.</summary>
    public static double[] Sum(int rows, int width, Action<double[], int, int> add, CancellationToken cancel) =>
        Fold(rows, () => new double[width], add, static (into, from) => System.Numerics.Tensors.TensorPrimitives.Add(into, from, into), cancel);
}
