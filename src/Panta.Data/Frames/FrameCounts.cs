using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>Counts of values: <see cref="DataFrame.Crosstab"/> and <see cref="DataFrame.FreqItems"/>.</summary>
static class FrameCounts
{
    const int MostColumns = 10_000;
    const int MostPairs = 1_000_000;
    const int MostCells = 20_000_000;
    const double LeastSupport = 1e-4;

    public static Table Crosstab(DataFrame data, string rows, string columns, CancellationToken cancel)
    {
        var counts = data.Select(Expressions.Functions.Col(rows).As("r"), Expressions.Functions.Col(columns).As("c")).GroupBy("r", "c").Count()
            .Limit(MostPairs + 1).ToTable(cancel);
        if (counts.RowCount > MostPairs)
            throw new ArgumentException($"Columns '{rows}' and '{columns}' have more than {MostPairs:N0} pairs of values: too many for a table of them.");

        var (down, across) = (Texts(counts["r"]), Texts(counts["c"]));
        var (left, top) = (Places(down), Places(across));
        if (top.Count > MostColumns)
            throw new ArgumentException($"Column '{columns}' has {top.Count:N0} values, at most {MostColumns:N0} can become columns.", nameof(columns));

        if ((long)top.Count * left.Count > MostCells)
            throw new ArgumentException(
                $"A table of {left.Count:N0} by {top.Count:N0} values is too large: at most {MostCells:N0} cells. Group and count instead.");

        var cells = top.Select(_ => new long[left.Count]).ToArray();
        var numbers = ((Column<long>)counts["count"]).Span;
        for (var i = 0; i < down.Length; i++) cells[top[across[i]]][left[down[i]]] += numbers[i];
        var fields = top.Keys.Select(name => new Field(name, DataType.Int64) { Nullable = false });
        return new(
            new([new Field($"{rows}_{columns}", DataType.String), .. fields]),
            [TextColumn.Of([.. left.Keys]), .. cells.Select(column => new Column<long>(DataType.Int64, column))],
            left.Count);
    }

    public static IReadOnlyDictionary<string, IReadOnlyList<object?>> FreqItems(
        DataFrame data, IReadOnlyList<string> columns, double support, CancellationToken cancel)
    {
        if (!(support is >= LeastSupport and <= 1))
            throw new ArgumentException($"The support {support} is out of range: a number from {LeastSupport} to 1.", nameof(support));

        var counters = columns.Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => new FrequentValues((int)(1 / support)));
        foreach (var batch in data.Select([.. counters.Keys]).Batches(cancel))
            foreach (var (name, counter) in counters)
                for (var row = 0; row < batch.RowCount; row++)
                    counter.Add(batch[name].Value(row));
        return counters.ToDictionary(counter => counter.Key, counter => counter.Value.Values);
    }

    static string[] Texts(Column column) => [.. Enumerable.Range(0, column.Length).Select(row => JavaText.Of(column.Value(row)) ?? "null")];

    static SortedDictionary<string, int> Places(string[] texts)
    {
        var places = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, text) in texts.Distinct().Order(StringComparer.Ordinal).Index()) places[text] = place;
        return places;
    }
}

/// <summary>At most so many values with counts: where one more comes, all counts go down until one is gone. What is frequent cannot be lost.</summary>
sealed class FrequentValues(int most)
{
    // Counts are kept above a floor that rises instead of going down one by one. A null is a value here, which a dictionary's key cannot be.
    readonly Dictionary<(bool IsNull, object Value), long> _counts = [];
    readonly Dictionary<long, HashSet<(bool IsNull, object Value)>> _byCount = [];
    long _floor;

    public IReadOnlyList<object?> Values => [.. _counts.Keys.Select(key => key.IsNull ? null : key.Value)];

    public void Add(object? value)
    {
        var key = (value is null, value ?? "");
        if (_counts.TryGetValue(key, out var count)) Leave(key, count);
        else if (_counts.Count < most) count = _floor;
        else
        {
            if (_byCount.Remove(++_floor, out var gone))
                foreach (var each in gone) _counts.Remove(each);
            return;
        }

        _counts[key] = count + 1;
        if (_byCount.TryGetValue(count + 1, out var peers)) peers.Add(key);
        else _byCount[count + 1] = [key];
    }

    void Leave((bool IsNull, object Value) key, long count)
    {
        var peers = _byCount[count];
        if (peers.Count == 1) _byCount.Remove(count);
        else peers.Remove(key);
    }
}
