using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Some of the rows of each stratum by chance, in their order: Spark's <c>sampleBy</c> of one partition, the same rows for the same seed. Rows of strata
/// without a fraction, and of null, are left out.
/// </summary>
public sealed record SampleBy
{
    /// <summary>Gets the column whose values are the strata: bool, integers, floats, decimals, text, dates or times.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the share of rows of each stratum, in [0, 1]. Keys are values of the column; numbers of another type are converted.</summary>
    public required ImmutableDictionary<object, double> Fractions { get; init; }

    /// <summary>Gets the seed; of partition p of several in Spark: seed + p. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Draws from a table.</summary>
    /// <param name="table">The rows.</param>
    /// <exception cref="ArgumentException">A fraction is out of its range, or its key is no value of the column's type.</exception>
    public Table Apply(Table table) => ChosenRows.Of(table, Start(table));

    /// <summary>Draws from a frame, anew and alike at each pass over the result.</summary>
    /// <param name="data">The rows.</param>
    /// <exception cref="ArgumentException">A fraction is out of its range, or its key is no value of the column's type.</exception>
    public DataFrame Apply(DataFrame data)
    {
        var empty = Table.Empty(data.Schema);
        _ = Start(empty);
        return ChosenRows.Of(data, () => Start(empty));
    }

    Func<Table, int[]> Start(Table like)
    {
        foreach (var (stratum, fraction) in Fractions)
            if (!(fraction is >= 0 and <= 1))
                throw new ArgumentException($"The fraction {fraction} of stratum '{stratum}' is out of range: a number from 0 to 1.");

        var (random, strata, fractions) = (new XorShiftRandom(Seed), StrataOf(like[Column]), Fractions.Values.ToArray());
        return batch =>
        {
            var (column, rows) = (batch[Column], new List<int>());
            var fractionOf = FractionOf(column, strata, fractions);
            for (var row = 0; row < batch.RowCount; row++)
            {
                // A row draws whether it has a fraction or not: strata do not change each other's draws.
                var draw = random.NextDouble();
                if (!column.IsNull(row) && draw < fractionOf(row)) rows.Add(row);
            }

            return [.. rows];
        };
    }

    Column StrataOf(Column column)
    {
        var builder = ColumnBuilder.For(column.Type);
        foreach (var stratum in Fractions.Keys) builder.Add(stratum);
        try
        {
            return builder.Build();
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"Strata of column '{Column}' ({column.Type}): {error.Message}", error);
        }
    }

    static Func<int, double> FractionOf(Column column, Column strata, double[] fractions) => (column, strata) switch
    {
        (TextColumn texts, _) => OfTexts(texts, strata, fractions),
        (Column<int> values, Column<int> keys) => OfValues(values, keys, fractions),
        (Column<long> values, Column<long> keys) => OfValues(values, keys, fractions),
        (Column<double> values, Column<double> keys) => OfValues(values, keys, fractions),
        _ => OfObjects(column, strata, fractions),
    };

    static Func<int, double> OfTexts(TextColumn texts, Column strata, double[] fractions)
    {
        var keys = Enumerable.Range(0, strata.Length).ToDictionary(i => (string)strata.Value(i)!, i => fractions[i]);
        var byCode = texts.Dictionary.Select(text => keys.GetValueOrDefault(text)).ToArray();
        return row => byCode[texts.Codes.Span[row]];
    }

    static Func<int, double> OfValues<T>(Column<T> column, Column<T> strata, double[] fractions)
        where T : unmanaged
    {
        var keys = Enumerable.Range(0, strata.Length).ToDictionary(i => strata.Span[i], i => fractions[i]);
        return row => keys.GetValueOrDefault(column.Span[row]);
    }

    static Func<int, double> OfObjects(Column column, Column strata, double[] fractions)
    {
        var keys = Enumerable.Range(0, strata.Length).ToDictionary(i => strata.Value(i)!, i => fractions[i]);
        return row => keys.GetValueOrDefault(column.Value(row)!);
    }
}
