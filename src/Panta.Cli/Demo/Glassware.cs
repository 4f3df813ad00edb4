using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Cli.Demo;

/// <summary>
/// The glass factory: 7,999 pieces made from 1 July to 11 August 2019, one every 450 seconds, with what the sensors saw and, one to two days later, whether the
/// piece was good. The inputs never drift; the rule for a good piece changes with piece 3,401 (18 July) and piece 6,501 (3 August). The distributions are those of
/// joelcthomas/modeldrift (Databricks webinar "Productionizing Machine Learning: From Deployment to Drift Detection", 2019).
/// </summary>
public static class Glassware
{
    /// <summary>The number of pieces.</summary>
    public const int Pieces = 7999;

    const double SensorNoise = 0.2;

    /// <summary>Midnight of the first day.</summary>
    public static DateTimeOffset Start { get; } = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When the first model is deployed; it has learned from the ten days before.</summary>
    public static DateTimeOffset Deployed { get; } = Start.AddDays(10);

    /// <summary>The pieces in the order in which they were made.</summary>
    /// <param name="seed">Sets every random number. The same seed gives the same table.</param>
    /// <returns>Columns pid, process_time, temp, pressure, duration, quality (1 good, 0 bad), check_time.</returns>
    public static Table Make(int seed)
    {
        var random = new Random(seed);
        var (pid, made, checkedAt) = (new long[Pieces], new long[Pieces], new long[Pieces]);
        var (temp, pressure, duration, quality) = (new double[Pieces], new double[Pieces], new double[Pieces], new int[Pieces]);
        for (var i = 0; i < Pieces; i++)
        {
            var time = Start.AddSeconds(450L * (i + 1) + random.Next(451));
            var (t, p, d) = (350 + 10 * random.NextDouble(), 12 + 2 * Normal(random), 28.5 + 4 * random.NextDouble());
            pid[i] = 100_001 + i;
            made[i] = Microseconds(time);
            checkedAt[i] = Microseconds(new DateTimeOffset(time.Date.AddDays(2), TimeSpan.Zero));
            quality[i] = IsGood(i + 1, t, p, d) ? 1 : 0;
            temp[i] = t + SensorNoise * Normal(random);
            pressure[i] = p + SensorNoise * Normal(random);
            duration[i] = d + SensorNoise * Normal(random);
        }

        return Table.Of(
            ("pid", new Column<long>(DataType.Int64, pid)),
            ("process_time", new Column<long>(DataType.Timestamp, made)),
            ("temp", new Column<double>(DataType.Float64, temp)),
            ("pressure", new Column<double>(DataType.Float64, pressure)),
            ("duration", new Column<double>(DataType.Float64, duration)),
            ("quality", new Column<int>(DataType.Int32, quality)),
            ("check_time", new Column<long>(DataType.Timestamp, checkedAt)));
    }

    // The rule looks at what the piece went through, not at what the sensors saw of it: noise near the bounds cannot be learned away.
    static bool IsGood(int piece, double temp, double pressure, double duration) =>
        temp >= (piece <= 3400 ? 351 : 354) && temp <= 359 && pressure >= (piece <= 6500 ? 8 : 12) && pressure <= 15 && duration is >= 28 and <= 32;

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
}
