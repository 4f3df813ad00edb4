using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Profiles;

namespace Panta.Monitoring.Tests.Profiles;

public sealed class ReferenceTests
{
    [Fact]
    public void Kinds_are_inferred_once_and_kept()
    {
        var reference = Reference.Of(Rows(seed: 1, rows: 500));

        Assert.Equal([("temp", ColumnKind.Numeric), ("weather", ColumnKind.Categorical), ("season", ColumnKind.Categorical)],
            reference.Columns.Select(column => (column.Name, column.Kind)));
        Assert.Equal(["at", "note"], reference.Skipped.Keys);
    }

    [Fact]
    public void Bins_hold_about_a_tenth_each_and_a_heavy_value_gets_its_own()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i < 400 ? 0.0 : i).ToArray();

        var bins = Reference.Of(Table.Of(("x", new Column<double>(DataType.Float64, values)))).Columns[0].Bins;

        Assert.Equal(400, bins[0].Count);
        Assert.Equal(Math.BitIncrement(0.0), bins[1].From);
        Assert.All(bins.Skip(2), bin => Assert.Equal(100, bin.Count));
        Assert.Equal(1000, bins.Sum(bin => bin.Count));
    }

    [Fact]
    public void A_reference_reads_back_from_json_with_the_same_verdicts()
    {
        var reference = Reference.Of(Rows(seed: 1, rows: 500));
        var window = Rows(seed: 2, rows: 200);

        var read = Reference.Parse(reference.ToJson());

        Assert.Equal(reference.ToJson(), read.ToJson());
        Assert.Equal(DataDrift.Compare(reference, window).Select(verdict => verdict.PValue), DataDrift.Compare(read, window).Select(verdict => verdict.PValue));
    }

    [Fact]
    public void Shares_of_a_profile_sum_to_one_on_both_sides()
    {
        var profiles = Reference.Of(Rows(seed: 1, rows: 500)).Profile(Rows(seed: 2, rows: 333, missing: 0.1, unseen: 0.05));

        Assert.All(profiles, profile =>
        {
            Assert.Equal(1, profile.Bins.Sum(bin => bin.Share), 12);
            Assert.Equal(1, profile.Bins.Sum(bin => bin.ReferenceShare), 12);
        });
    }

    [Fact]
    public void Missing_and_unseen_values_are_counted()
    {
        var profiles = Reference.Of(Rows(seed: 1, rows: 500)).Profile(Rows(seed: 2, rows: 1000, missing: 0.1, unseen: 0.05));

        var (temp, weather) = (profiles[0], profiles[1]);
        Assert.InRange(temp.MissingShare, 0.07, 0.13);
        Assert.InRange(weather.Outside, 30, 70);
        Assert.Contains(weather.Bins, bin => bin.Label == "(unseen)" && bin.ReferenceShare == 0);
        Assert.Equal(CheckStatus.Breached, new MissingCheck { Columns = ["temp"] }.Judge(Measures(profiles)).Single().Status);
        Assert.Equal(CheckStatus.Breached, new RangeCheck { Columns = ["weather"] }.Judge(Measures(profiles)).Single().Status);
    }

    [Fact]
    public void Features_of_the_prediction_log_are_found_by_their_prefix()
    {
        var reference = Reference.Of(Rows(seed: 1, rows: 500));
        var window = Rows(seed: 2, rows: 200).Rename("temp", "features.temp").Without("season");

        Assert.Contains(reference.Profile(window), profile => profile.Column == "temp");
        var difference = Assert.Single(reference.Differences(window.Schema));
        Assert.Equal(("season", SchemaChange.Missing), (difference.Column, difference.Change));
    }

    [Fact]
    public void A_shift_is_found_and_only_in_the_column_that_shifted()
    {
        var verdicts = DataDrift.Compare(Reference.Of(Rows(seed: 1, rows: 5000)), Rows(seed: 2, rows: 500, shift: 1));

        Assert.Equal([true, false, false], verdicts.Select(verdict => verdict.IsDrift));
        Assert.True(verdicts[0] is { Significant: true, Material: true, Method: "asymptotic" });
    }

    [Fact]
    public void A_significant_shift_too_small_to_matter_is_no_drift()
    {
        var verdict = DataDrift.Compare(Reference.Of(Rows(seed: 1, rows: 20_000)), Rows(seed: 2, rows: 20_000, shift: 0.06))[0];

        Assert.Equal((true, false, false), (verdict.Significant, verdict.Material, verdict.IsDrift));
    }

    [Fact]
    public void Too_few_rows_and_a_missing_column_have_a_reason_and_hide_no_other_column()
    {
        var reference = Reference.Of(Rows(seed: 1, rows: 500));

        var few = DataDrift.Compare(reference, Rows(seed: 2, rows: 49));
        var without = DataDrift.Compare(reference, Rows(seed: 2, rows: 100).Without("weather"));

        Assert.All(few, verdict => Assert.Equal(DriftStatus.InsufficientData, verdict.Status));
        Assert.Equal([DriftStatus.Tested, DriftStatus.NotComputed, DriftStatus.Tested], without.Select(verdict => verdict.Status));
        Assert.Equal("The window has no such column.", without[1].Reason);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Windows_without_drift_raise_at_most_six_false_alarms_in_a_hundred(int rows)
    {
        var alarms = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var reference = Reference.Of(Rows(10_000 + seed, rows: 2000));
            if (DataDrift.Compare(reference, Rows(20_000 + seed, rows)).Any(verdict => verdict.IsDrift)) alarms++;
        }

        // 6 % of 150 is 9; two standard errors more are 15.
        Assert.InRange(alarms, 0, 15);
    }

    [Fact]
    public void Many_rare_categories_do_not_look_like_drift()
    {
        var alarms = 0;
        for (var seed = 0; seed < 60; seed++)
            if (DataDrift.Compare(Reference.Of(Zipf(seed, 5000)), Zipf(1000 + seed, 1000))[0].IsDrift) alarms++;

        Assert.InRange(alarms, 0, 7);
    }

    [Fact]
    public void A_large_column_is_sampled_and_says_so()
    {
        var reference = Reference.Of(Rows(seed: 1, rows: 3000), new() { MaxSample = 1000 });

        Assert.Equal(1000, reference.Columns[0].Sample.Count);
        Assert.Equal(reference.Columns[0].Sample.Order(), reference.Columns[0].Sample);
        Assert.Equal("reference sampled: 1000 of 3000 values", DataDrift.Compare(reference, Rows(seed: 2, rows: 100))[0].Approximation);
    }

    static WindowMeasures Measures(IReadOnlyList<ColumnProfile> profiles) =>
        new() { Window = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)), ModelVersion = "1", Columns = profiles };

    static Table Zipf(int seed, int rows)
    {
        var random = new Random(seed);
        var weights = Enumerable.Range(1, 1000).Select(rank => 1.0 / rank).ToArray();
        var total = weights.Sum();
        var names = Enumerable.Range(0, rows).Select(_ =>
        {
            var u = random.NextDouble() * total;
            var rank = 0;
            while (rank < 999 && (u -= weights[rank]) > 0) rank++;
            return (string?)$"c{rank}";
        }).ToArray();
        return Table.Of(("x", TextColumn.Of(names)));
    }

    static Table Rows(int seed, int rows, double shift = 0, double missing = 0, double unseen = 0)
    {
        var random = new Random(seed);
        var temp = Enumerable.Range(0, rows).Select(_ => Normal(random) + shift).ToArray();
        var absent = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < missing).ToArray();
        var weather = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < unseen ? "hail" : random.NextDouble() < 0.7 ? "clear" : "rain").ToArray();
        var season = Enumerable.Range(0, rows).Select(_ => 1 + random.Next(4)).ToArray();
        return Table.Of(
            ("temp", new Column<double>(DataType.Float64, temp, Validity.Of(rows, row => !absent[row]))),
            ("weather", TextColumn.Of(weather)),
            ("season", new Column<int>(DataType.Int32, season)),
            ("at", new Column<long>(DataType.Timestamp, new long[rows])),
            ("note", TextColumn.Of([.. Enumerable.Range(0, rows).Select(row => $"row {row}")])));
    }

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
