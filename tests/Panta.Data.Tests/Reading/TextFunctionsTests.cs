using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Reading;

public sealed partial class TextFunctionsTests
{
    public static TheoryData<string, string, string> Times => new()
    {
        { "date", "DATE", "date" }, { "timestamp", "TIMESTAMP", "timestamp_ntz" }, { "timestamptz", "TIMESTAMPTZ", "timestamp" },
    };

    [Theory]
    [InlineData("tinyint", 8)]
    [InlineData("smallint", 16)]
    [InlineData("integer", 32)]
    [InlineData("bigint", 64)]
    public void Integers_are_digits_within_the_range_and_nothing_else(string name, int bits)
    {
        using var db = DuckDb.Open(new() { Threads = 1 });
        var (random, limit) = (new Random(bits), BigInteger.One << (bits - 1));
        foreach (var text in Enumerable.Range(0, 300).Select(_ => IntegerText(random, limit)).Concat(["", " ", "-", "+-1", "\u22125"]))
        {
            var isValue = Whole().IsMatch(text) && Parsed(text) < limit && Parsed(text) >= -limit;

            var sql = $"SELECT panta_{name}(?) AS value";
            if (isValue) Assert.Equal((long)Parsed(text), Convert.ToInt64(db.Query(sql, text)["value"].Value(0), CultureInfo.InvariantCulture));
            else Assert.Contains(TextFunctions.NoValue, Assert.Throws<DuckDbException>(() => db.Query(sql, text)).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Times_in_the_plain_form_are_those_of_a_cast(string name, string sql, string type)
    {
        using var db = DuckDb.Open(new() { Threads = 1 });
        var random = new Random(7);
        var texts = TextColumn.Of([.. Enumerable.Range(0, 50_000).Select(_ => TimeText(random))]);
        db.Register("texts", new Table(new(new Field("text", DataType.String)), [texts]));

        var rows = db.Query($"SELECT panta_{name}(text) AS plain, TRY_CAST(text AS {sql}) AS value, text FROM texts");

        Assert.Equal(type, rows.Schema["plain"].Type.ToString());
        var plain = Enumerable.Range(0, rows.RowCount).Where(row => rows["plain"].Value(row) is not null).ToList();
        Assert.All(plain, row => Assert.Equal((rows["text"].Value(row), rows["value"].Value(row)), (rows["text"].Value(row), rows["plain"].Value(row))));
        Assert.InRange(plain.Count, 500, 40_000);
    }

    [Theory]
    [InlineData("panta_date('2024-02-29') = DATE '2024-02-29'")]
    [InlineData("panta_date('2023-02-29') IS NULL")]
    [InlineData("panta_date('0001-01-01') = DATE '0001-01-01'")]
    [InlineData("panta_date('9999-12-31') = DATE '9999-12-31'")]
    [InlineData("panta_timestamp('1582-10-10T23:59:59.9') = TIMESTAMP '1582-10-10 23:59:59.9'")]
    [InlineData("panta_timestamp('2024-01-31 10:00:00+00') IS NULL")]
    [InlineData("panta_timestamptz('1582-10-10 00:00:00.000001Z') = TIMESTAMPTZ '1582-10-10 00:00:00.000001+00'")]
    [InlineData("panta_timestamptz('2024-01-31 10:00:00+00:00') = TIMESTAMPTZ '2024-01-31 10:00:00+00'")]
    [InlineData("panta_timestamptz('2024-01-31 10:00:00+02') IS NULL")]
    [InlineData("panta_bigint(NULL) IS NULL")]
    public void Edges_are_as_they_should_be(string condition)
    {
        using var db = DuckDb.Open(new() { Threads = 1 });

        Assert.Equal(true, db.Query($"SELECT {condition} AS holds")["holds"].Value(0));
    }

    static BigInteger Parsed(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);

    static string IntegerText(Random random, BigInteger limit)
    {
        var near = (random.Next(2) == 0 ? limit : -limit) + random.Next(-2, 2);
        var number = random.Next(3) switch { 0 => near, 1 => random.NextInt64(-1000, 1000), _ => (BigInteger)random.NextInt64() };
        var before = number < 0 ? "" : random.Next(8) switch { 0 or 1 => "+", 2 => "000000000000", 3 => "+000000000000", _ => "" };
        var text = (random.Next(8) == 0 ? "  " : "") + before + number.ToString(CultureInfo.InvariantCulture) + (random.Next(8) == 0 ? " " : "");
        return random.Next(4) == 0 ? Mutated(random, text) : text;
    }

    static string TimeText(Random random)
    {
        var time = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks));
        string[] forms =
            ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.ffffff", "yyyy-MM-dd HH:mm:ss.f", "yyyy-MM-dd HH:mm",
                "yyyy-M-d H:m:s"];
        string[] zones = ["", "", "Z", "+00", "+00:00", "+02", " +01:30", " UTC"];
        var text = time.ToString(forms[random.Next(forms.Length)], CultureInfo.InvariantCulture) + zones[random.Next(zones.Length)];
        return random.Next(3) == 0 ? Mutated(random, text) : text;
    }

    static string Mutated(Random random, string text) =>
        text.Remove(random.Next(text.Length), 1).Insert(random.Next(text.Length), "0123459-+:.TZ e_x"[random.Next(17)].ToString());

    [GeneratedRegex("^ *[-+]?[0-9]+ *\\z")]
    private static partial Regex Whole();
}
