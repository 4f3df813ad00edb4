using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Benchmarks;

/// <summary>
/// The airline-like rows that the peers' scripts generate, bit for bit: eight columns, a binary label (delayed) and a number (delay).
/// Number k of the seed is SplitMix64's; row r uses k = 16 r … 16 r + 15.
/// </summary>
static class AirlineRows
{
    const ulong Step = 0x9E3779B97F4A7C15;
    const ulong Seed = 42;

    public static string[] Features { get; } = ["month", "day_of_month", "day_of_week", "dep_time", "carrier", "origin", "dest", "distance"];

    public static Table Generate(int rows)
    {
        var columns = new double[Features.Length + 2][];
        for (var i = 0; i < columns.Length; i++) columns[i] = new double[rows];
        Parallel.For(0, rows, row => Fill(columns, row));
        var values = columns.Select(column => (Column)new Column<double>(DataType.Float64, column)).ToArray();
        return Table.Of([.. Features.Concat(["delayed", "delay"]).Zip(values)]);
    }

    static void Fill(double[][] columns, int row)
    {
        var (month, day, weekday) = (1 + Math.Floor(12 * U(row, 0)), 1 + Math.Floor(31 * U(row, 1)), 1 + Math.Floor(7 * U(row, 2)));
        var hour = 5 + 19 * Math.Pow(U(row, 3), 0.8);
        var time = 100 * Math.Floor(hour) + Math.Floor(60 * (hour - Math.Floor(hour)));
        var (carrier, origin, dest) = (Math.Floor(22 * Math.Pow(U(row, 4), 1.5)), Math.Floor(300 * Math.Pow(U(row, 5), 2)), Math.Floor(300 * Math.Pow(U(row, 6), 2)));
        var distance = Math.Floor(100 + 2600 * Math.Pow(U(row, 7), 1.7));
        var score = -1.5 + 0.09 * (hour - 5) + (month is 6 or 7 or 12 ? 0.5 : 0) + (weekday == 5 ? 0.25 : 0) + 0.04 * (carrier * 7 % 11) - 0.03 * (origin * 5 % 13)
            + 0.02 * (dest * 3 % 7) - 0.0001 * distance + (carrier % 3 == 0 && weekday > 5 ? 0.3 : 0);
        var delayed = U(row, 8) < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
        var delay = 10 * score + 8 * (U(row, 9) + U(row, 10) + U(row, 11) - 1.5);
        ReadOnlySpan<double> values = [month, day, weekday, time, carrier, origin, dest, distance, delayed, delay];
        for (var i = 0; i < values.Length; i++) columns[i][row] = values[i];
    }

    static double U(int row, int k)
    {
        var z = Seed + ((ulong)row * 16 + (ulong)k + 1) * Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
    }
}
