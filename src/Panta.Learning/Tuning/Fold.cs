using Panta.Data.Splits;
using Panta.Data.Tables;

namespace Panta.Learning.Tuning;

/// <summary>The rows to learn from and the rows to measure on.</summary>
sealed record Fold(int[] Train, int[] Validation)
{
    public static IReadOnlyList<Fold> ByChance(int rows, int folds, long seed)
    {
        var random = new XorShiftRandom(seed);
        var draws = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
        return [.. Enumerable.Range(0, folds).Select(i => Of(rows, row => draws[row] >= (double)i / folds && draws[row] < (double)(i + 1) / folds))];
    }

    public static IReadOnlyList<Fold> ByColumn(Table data, string column, int folds)
    {
        var numbers = data.Numbers(column).ToArray();
        foreach (var (row, number) in numbers.Index())
            if (!(number >= 0 && number < folds && number == Math.Floor(number)))
                throw new ArgumentException($"CrossValidator: column '{column}' is {number} in row {row}. A fold is a whole number from 0 to {folds - 1}.");

        return [.. Enumerable.Range(0, folds).Select(i => Of(numbers.Length, row => numbers[row] == i))];
    }

    /// <summary>Fold i learns from the first i + 1 of <paramref name="folds"/> + 1 equal stretches of time and is measured on the next.</summary>
    public static IReadOnlyList<Fold> ByTime(Table data, string column, int folds)
    {
        var order = InOrder(data, column);
        int Cut(int i) => (int)((long)order.Length * i / (folds + 1));
        return [.. Enumerable.Range(1, folds).Select(i => new Fold(order[..Cut(i)], order[Cut(i)..Cut(i + 1)]))];
    }

    public static Fold Split(int rows, double trainRatio, long seed)
    {
        var random = new XorShiftRandom(seed);
        var draws = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
        return Of(rows, row => draws[row] >= trainRatio);
    }

    public static Fold SplitByTime(Table data, string column, double trainRatio)
    {
        var order = InOrder(data, column);
        var cut = (int)(order.Length * trainRatio);
        return new(order[..cut], order[cut..]);
    }

    public void RequireRows(string stage, int number)
    {
        if (Train.Length == 0 || Validation.Length == 0)
            throw new ArgumentException(
                $"{stage}: fold {number} has {Train.Length} rows to learn from and {Validation.Length} to measure on. Take fewer folds, or more rows.");
    }

    static Fold Of(int rows, Func<int, bool> isValidation) =>
        new([.. Enumerable.Range(0, rows).Where(row => !isValidation(row))], [.. Enumerable.Range(0, rows).Where(isValidation)]);

    static int[] InOrder(Table data, string column)
    {
        var times = data[column] is Column<long> instants ? instants.Span.ToArray() : null;
        var rows = Enumerable.Range(0, data.RowCount);
        return times is not null ? [.. rows.OrderBy(row => times[row])] : [.. rows.OrderBy(row => (IComparable?)data[column].Value(row))];
    }
}
