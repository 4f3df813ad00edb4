using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Splits;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Golden;

/// <summary>
/// Random rows, hashes and statistics of columns of every type against Spark 4.2.1, all exact: SparkFrames.java wrote spark-frames.json, its rows are
/// spark-frames.parquet (nulls, NaN, ±0, infinities, text beyond ASCII, decimals beyond 64 bits, arrays and structs with nulls inside).
/// </summary>
public sealed class SparkFramesTests
{
    static readonly JsonObject Spark = Answers();
    static readonly DataFrame Rows = Read.Parquet(PathOf("spark-frames.parquet"));
    static readonly DataFrame Flat = Rows.Drop("arr", "st");

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-77)]
    public void Splits_and_samples_have_Spark_s_rows(long seed)
    {
        var split = new RandomSplit { Weights = [0.6, 0.3, 0.1], Seed = seed };
        Same($"randomSplit {seed}", split.Apply(Rows).Select(part => Ids(part)));
        Same($"randomSplit {seed}", split.Apply(Rows.ToTable()).Select(part => Ids(part)));
        Same($"randomSplitFlat {seed}", Flat.RandomSplit([0.6, 0.3, 0.1], seed).Select(Ids));
        foreach (var (text, fraction) in new[] { ("0.1", 0.1), ("1.0", 1), ("2.5", 2.5), ("12.0", 12) })
            Same($"again {text} {seed}", Ids(Rows.Sample(fraction, seed, withReplacement: true)));
        Same($"sample {seed}", Ids(Rows.Sample(0.25, seed)));
        Same($"sampleBy {seed}", Ids(Rows.SampleBy("t", new Dictionary<object, double> { ["straße"] = 0.5, [""] = 1, ["k1"] = 0.2 }, seed)));
    }

    [Fact]
    public void Hashes_of_values_of_every_type_and_of_whole_rows_are_Spark_s()
    {
        var table = Rows.ToTable();
        foreach (var name in table.Schema.Names)
        {
            Same($"hash {name}", SparkColumns.Hash(table, name).Values.ToArray());
            Same($"xx {name}", SparkColumns.XxHash64(table, name).Values.ToArray());
        }

        Same("hash *", SparkColumns.Hash(table, [.. table.Schema.Names]).Values.ToArray());
        Same("xx *", SparkColumns.XxHash64(table, [.. table.Schema.Names]).Values.ToArray());
    }

    [Fact]
    public void Summaries_of_every_type_are_Spark_s_to_the_letter()
    {
        Same("describe", Cells(Flat.Describe()));
        Same("summary", Cells(Flat.Summary()));
        Same("summary2", Cells(Flat.Summary("1%", "33.3%", "99%", "max")));
    }

    [Fact]
    public void Tables_of_pairs_of_every_type_are_Spark_s()
    {
        Same("crosstab", Cells(Flat.Crosstab("t", "dt")));
        Same("crosstab cols", Flat.Crosstab("t", "dt").Schema.Names);
        Same("crosstab2", Cells(Flat.Crosstab("dec", "b")));
        Same("crosstab3", Cells(Flat.Crosstab("ts", "f")));
        Same("crosstab3 cols", Flat.Crosstab("ts", "f").Schema.Names);
    }

    [Fact]
    public void Quantiles_and_correlation_are_Spark_s()
    {
        Same("quantile", Flat.ApproxQuantile(["l", "dec", "i16", "d", "big"], [0.05, 0.5, 0.95], 0.05).Select(values => values.Select(value => JavaText.Of(value))));
        var finite = Rows.DropNa().Where(Functions.Abs(Functions.Col("d")) < double.PositiveInfinity);
        Same("corr", JavaText.Of(finite.Corr("d", "i16")));
    }

    [Fact]
    public void Missing_values_of_every_type_are_treated_as_Spark_does()
    {
        Same("dropAny", Ids(Flat.DropNa()));
        Same("drop11", Ids(Flat.DropNa(11)));
        Same("dropDF", Ids(Flat.DropNa(1, "d", "f")));
        Same("fill", Cells(Flat.FillNa(2.75).Select("d", "f", "i8", "l", "dec", "t")));
        Same("fillB", Cells(Flat.FillNa(true).Select("b")));
        var replaced = Flat.Replace(new Dictionary<object, object?> { [0.0] = 9.5, [1000.0] = null }, "d", "i16", "i8", "dec");
        Same("replace", Cells(replaced.Select("d", "i16", "i8", "dec")));
    }

    static void Same(string name, object? found)
    {
        var (expected, actual) = (Spark[name]!.ToJsonString(), JsonSerializer.SerializeToNode(found)!.ToJsonString());
        var at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(expected == actual, $"{name}: Spark has …{Around(expected, at)}…, found …{Around(actual, at)}…");
    }

    static string Around(string text, int at) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 80)];

    static int[] Ids(DataFrame rows) => ((Column<int>)rows.ToTable()["id"]).Values.ToArray();

    static IEnumerable<string?[]> Cells(DataFrame rows) => Columns.Rows(rows.ToTable()).Select(row => Array.ConvertAll(row, JavaText.Of));

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);

    static JsonObject Answers()
    {
        using var file = File.OpenRead(PathOf("spark-frames.json.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return JsonNode.Parse(unpacked)!.AsObject();
    }
}
