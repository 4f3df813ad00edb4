using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Splits;
using Panta.Data.Tables;
using Panta.Data.Tests.Golden;
using Panta.Tests;

namespace Panta.Data.Tests.Splits;

/// <summary>Spark 4.2.1's random rows and hashes (golden/spark-ml/random.json), bit for bit.</summary>
public sealed class SparkRandomTests
{
    [SharedFact("golden/spark-ml/random.json")]
    public void Seeds_are_scrambled_as_Spark_does()
    {
        foreach (var (seed, hash) in SparkCase.Of("random.json", "XORShiftRandom.hashSeed")[0].Expected.AsObject())
            Assert.Equal(hash!.GetValue<string>(), XorShiftRandom.HashSeed(Number(seed)).ToString(CultureInfo.InvariantCulture));
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void Draws_of_every_kind_follow_one_another_as_in_Spark()
    {
        foreach (var (seed, expected) in SparkCase.Of("random.json", "XORShiftRandom")[0].Expected.AsObject())
        {
            var random = new XorShiftRandom(Number(seed));
            Assert.Equal(Values<int>(expected!["nextInt"]!), Draw(5, random.NextInt));
            Assert.Equal(Values<string>(expected["nextLong"]!).Select(Number), Draw(3, random.NextLong));
            Assert.Equal(Values<double>(expected["nextDouble"]!), Draw(5, random.NextDouble));
            Assert.Equal(Values<double>(expected["nextGaussian"]!), Draw(4, random.NextGaussian));
            Assert.Equal(Values<int>(expected["nextIntBound10"]!), Draw(10, () => random.NextInt(10)));
        }
    }

    [SharedTheory("golden/spark-ml/random.json")]
    [InlineData("rand")]
    [InlineData("randn")]
    public void A_column_of_random_numbers_is_Spark_s(string function)
    {
        foreach (var golden in SparkCase.Of("random.json", function).Where(golden => golden.Expected[0] is JsonValue))
        {
            var ids = InBatches(Ids(0, 20), 7);
            var drawn = function == "rand" ? SparkColumns.WithRand(ids, "r", golden.Seed) : SparkColumns.WithRandn(ids, "r", golden.Seed);

            Assert.Equal(Values<double>(golden.Expected), drawn.ToTable().Numbers("r").ToArray());
        }
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void A_partition_draws_from_the_seed_and_its_number()
    {
        var golden = SparkCase.Of("random.json", "rand").Single(golden => golden.Name == "seed 42, three partitions of 5 rows");
        foreach (var partition in golden.Expected.AsArray().GroupBy(row => row![0]!.GetValue<int>()))
        {
            var drawn = SparkColumns.WithRand(Ids(0, partition.Count()), "r", 42 + partition.Key).ToTable();

            Assert.Equal(partition.Select(row => row![2]!.GetValue<double>()), drawn.Numbers("r").ToArray());
        }
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void A_random_split_has_the_rows_of_Spark_s_in_one_partition_and_in_several()
    {
        var cases = SparkCase.Of("random.json", "randomSplit").Where(golden => golden.Parameters.ContainsKey("partitions")).ToList();
        Assert.Equal(12, cases.Count);
        foreach (var golden in cases)
        {
            var split = new RandomSplit { Weights = [.. golden.Doubles("weights")], Seed = golden.Seed };
            var count = golden.Parameters["partitions"]!.GetValue<int>();
            var partitions = Enumerable.Range(0, count).Select(p => InBatches(Ids(p * 50 / count, (p + 1) * 50 / count), 4)).ToList();

            var parts = split.Apply(partitions);

            Assert.Equal(golden.Expected.AsArray().Select(part => Values<long>(part!)), parts.Select(part => Longs(part.ToTable())));
            if (count == 1) Assert.Equal(golden.Expected.AsArray().Select(part => Values<long>(part!)), split.Apply(Ids(0, 50)).Select(Longs));
        }
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void A_random_split_sorts_rows_as_Spark_does_before_it_draws()
    {
        var golden = SparkCase.Of("random.json", "randomSplit").Single(golden => !golden.Parameters.ContainsKey("partitions"));
        var split = new RandomSplit { Weights = [.. golden.Doubles("weights")], Seed = golden.Seed };
        var expected = golden.Expected.AsArray().Select(part => part!.AsArray().Select(row => (row![0]!.GetValue<int>(), row[1]!.GetValue<string>())).ToArray());

        Assert.Equal(expected, split.Apply(golden.Input).Select(Pairs));
        Assert.Equal(expected, split.Apply(InBatches(golden.Input, 9)).Select(part => Pairs(part.ToTable())));
        Assert.Equal(expected, Whole(split.Batches(InBatches(golden.Input, 9))).Select(Pairs));
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void A_sample_has_the_rows_of_Spark_s_with_and_without_replacement()
    {
        foreach (var golden in SparkCase.Of("random.json", "sample"))
        {
            var isAgain = golden.Name.StartsWith("with replacement", StringComparison.Ordinal);
            var sample = new Sample { Fraction = golden.Parameters["fraction"]!.GetValue<double>(), WithReplacement = isAgain, Seed = golden.Seed };
            var ids = Ids(0, isAgain ? 50 : 100);

            Assert.Equal(Values<long>(golden.Expected), Longs(sample.Apply(ids)));
            Assert.Equal(Values<long>(golden.Expected), Longs(sample.Apply(InBatches(ids, 3)).ToTable()));
        }
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void A_sample_by_strata_has_the_rows_of_Spark_s()
    {
        var golden = SparkCase.Of("random.json", "sampleBy")[0];
        var ids = Enumerable.Range(0, 60).ToArray();
        var table = Table.Of(("id", new Column<int>(DataType.Int32, ids)), ("k", new Column<int>(DataType.Int32, Array.ConvertAll(ids, id => id % 3))));
        var sample = new SampleBy { Column = "k", Fractions = ImmutableDictionary.CreateRange<object, double>([new(0L, 0.2), new(1L, 0.5)]), Seed = golden.Seed };

        var expected = golden.Expected.AsArray().Select(row => row![0]!.GetValue<int>());

        Assert.Equal(expected, ((Column<int>)sample.Apply(table)["id"]).Values.ToArray());
        Assert.Equal(expected, ((Column<int>)sample.Apply(InBatches(table, 8)).ToTable()["id"]).Values.ToArray());
    }

    [SharedFact("golden/spark-ml/random.json")]
    public void Hashes_of_values_are_Spark_s()
    {
        foreach (var (type, rows) in SparkCase.Of("random.json", "hash functions")[0].Expected.AsObject())
        {
            var dataType = type switch { "string" => DataType.String, "int" => DataType.Int32, "long" => DataType.Int64, _ => DataType.Float64 };
            var table = Table.Of(("v", Columns.Of(dataType, [.. rows!.AsArray().Select(row => SparkCase.Cell(row![0], dataType))])));

            Assert.Equal(rows.AsArray().Select(row => row![1]!.GetValue<int>()), SparkColumns.Hash(table, "v").Values.ToArray());
            Assert.Equal(rows.AsArray().Select(row => Number(row![2]!.GetValue<string>())), SparkColumns.XxHash64(table, "v").Values.ToArray());
        }
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    static T[] Values<T>(JsonNode array) => [.. array.AsArray().Select(value => value!.GetValue<T>())];

    static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    static Table Ids(int start, int end) => Table.Of(("id", new Column<long>(DataType.Int64, Enumerable.Range(start, end - start).Select(id => (long)id).ToArray())));

    static long[] Longs(Table table) => ((Column<long>)table["id"]).Values.ToArray();

    static (int, string)[] Pairs(Table table) => [.. Enumerable.Range(0, table.RowCount).Select(row => ((int)table["a"].Value(row)!, (string)table["b"].Value(row)!))];

    static ImmutableArray<Table> Whole(IEnumerable<ImmutableArray<Table>> batches) =>
        [.. batches.SelectMany(parts => parts.Index()).GroupBy(part => part.Index, part => part.Item).Select(parts => Table.Concat([.. parts]))];

    internal static DataFrame InBatches(Table table, int rows) => new(
        table.Schema,
        _ => Enumerable.Range(0, (table.RowCount + rows - 1) / rows).Select(i => table.Slice(i * rows, Math.Min(rows, table.RowCount - i * rows))));
}
