using System.Globalization;
using System.Text.Json;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Expressions;

/// <summary>The same formulas over the same rows, here and in a real Spark.</summary>
[Collection(SparkTests.Name)]
public sealed class SparkFormulaTests(SparkServer spark)
{
    const string Rows = """
        SELECT * FROM VALUES
          (1, 7, 5L, -2.5D, 'Ulm', DATE'2024-02-29', TIMESTAMP'2024-01-07 14:10:45.123456', true, 12.345BD),
          (2, -7, 0L, 0.5D, 'Bad  Tölz', DATE'1969-12-31', TIMESTAMP'1969-12-31 23:59:59.999999', false, -0.005BD),
          (3, 0, -3L, double('NaN'), '', DATE'2000-12-31', TIMESTAMP'2000-01-01 00:00:00', null, 0BD),
          (4, 2147483647, 9007199254740993L, double('Infinity'), 'a%b_c\\d', DATE'2021-01-03', TIMESTAMP'2021-01-03 12:00:00', true, 99999.999BD),
          (5, null, null, null, null, null, null, null, null),
          (6, 4, 2L, 2.5D, 'ulm', DATE'2023-03-31', TIMESTAMP'2023-03-26 01:30:00', false, 2.5BD)
          AS t(id, i, l, x, s, d, ts, b, n)
        """;

    // Texts that both take for the same formula; columns as above.
    static readonly string[] Formulas =
    [
        "i + l", "i - 1L", "l * 2", "i / 4", "x / 2", "i % 3", "l % 2", "-l", "i + x", "n + 1", "n * 2", "n - i", "x * 0",
        "i = 7", "i <> 7", "x < 1", "x >= 2.5D", "x = x", "i IS NOT DISTINCT FROM NULL", "s > 'a'", "d < DATE '2001-01-01'", "ts >= TIMESTAMP '2000-01-01 00:00:00'", "b = (i > 0)",
        "b AND i > 0", "b OR i IS NULL", "NOT b", "i IN (7, 0)", "i NOT IN (7, 0)", "s LIKE 'U%'", "s LIKE '%\\\\%%'", "s LIKE 'a\\\\%b\\\\_c%'", "rlike(s, '^[A-Z]')",
        "CASE WHEN i > 5 THEN 'big' WHEN i < 0 THEN 'neg' ELSE 'mid' END", "CASE WHEN b THEN 1 END", "coalesce(i, l, -1)", "nullif(i, 7)", "greatest(i, l)", "least(i, 3)", "ifnull(i, 3)",
        "CAST(n AS INT)", "CAST(l AS STRING)", "CAST(i AS DOUBLE)", "CAST(ts AS DATE)", "CAST(ts AS BIGINT)", "CAST(d AS TIMESTAMP)", "CAST(b AS INT)", "CAST(i AS BOOLEAN)", "TRY_CAST(s AS INT)",
        "CAST(n AS DOUBLE)", "CAST(d AS STRING)", "CAST(b AS STRING)",
        "abs(i)", "abs(x)", "sqrt(x)", "exp(l % 5)", "ln(x)", "log10(l)", "log2(i)", "power(i % 10, 2)", "floor(i / 4)", "round(n, 2)", "round(n, 0)", "round(i / 4, 1)", "signum(i)", "cbrt(i)",
        "sin(i)", "atan2(i, 2)", "isnan(x)", "pmod(i, 5)", "hypot(i, 3)", "degrees(i)", "floor(n)", "ceil(n)",
        "lower(s)", "upper(s)", "trim(s)", "length(s)", "concat(s, '!', s)", "substring(s, 2, 3)", "substring(s, -2, 2)", "substring(s, 0, 2)", "replace(s, 'l', 'L')", "contains(s, 'l')", "startswith(s, 'U')",
        "endswith(s, 'm')", "regexp_replace(s, '[a-z]+', '#')", "regexp_extract(s, '([a-z])([a-z])', 2)", "lpad(s, 5, '*')", "rpad(s, 2, '*')", "instr(s, 'l')", "reverse(s)", "repeat(s, 2)", "ltrim(s)", "concat_ws('-', s, 'x')",
        "size(split(s, ' +'))", "ascii(s)", "translate(s, 'lm', 'xy')", "md5(s)",
        "year(d)", "quarter(d)", "month(d)", "dayofmonth(d)", "dayofweek(d)", "weekday(d)", "dayofyear(d)", "weekofyear(d)", "hour(ts)", "minute(ts)", "second(ts)", "last_day(d)", "datediff(d, DATE '2000-01-01')",
        "date_add(d, 30)", "date_sub(d, 1)", "add_months(d, 1)", "add_months(d, -13)", "date_trunc('month', ts)", "date_trunc('week', ts)", "date_trunc('hour', ts)", "unix_micros(ts)", "unix_seconds(ts)", "unix_millis(ts)",
        "to_date('2024-02-29')", "timestamp_seconds(i)", "timestamp_millis(i)", "make_date(2000 + i % 10, 1, 2)",
    ];

    static readonly string[] Aggregates =
    [
        "count(1)", "count(i)", "count(DISTINCT b)", "sum(i)", "sum(l)", "sum(n)", "avg(i)", "min(s)", "max(x)", "min(x)", "max(d)", "stddev(i)", "stddev_pop(l)", "variance(i)", "var_pop(i)", "skewness(i)", "kurtosis(i)",
        "corr(i, l)", "covar_samp(i, l)", "covar_pop(i, id)", "median(i)", "percentile(i, 0.3D)", "bool_and(b)", "bool_or(b)", "count_if(b)", "max_by(s, id)", "min_by(i, id)", "sum(DISTINCT i % 2)",
    ];

    [SharedFact(SparkServer.Needed)]
    public async Task Formulas_give_what_Spark_gives()
    {
        var names = Formulas.Select((formula, i) => $"{formula} AS f{i}");
        var theirs = (await spark.RowsAsync($"SELECT id, {string.Join(", ", names)} FROM ({Rows}) ORDER BY id")).Select(Parsed).ToList();

        AssertSame(Formulas, theirs, formula => Here().Select(Of(formula).As("value")).ToTable());
    }

    [SharedFact(SparkServer.Needed)]
    public async Task Aggregates_give_what_Spark_gives()
    {
        var names = string.Join(", ", Aggregates.Select((formula, i) => $"{formula} AS f{i}"));
        var theirs = (await spark.RowsAsync($"SELECT {names} FROM ({Rows}) UNION ALL SELECT {names} FROM ({Rows}) WHERE id = 1 UNION ALL SELECT {names} FROM ({Rows}) WHERE id > 9")).Select(Parsed).ToList();

        var (all, one, none) = (Here(), Here().Where(Functions.Col("id").EqualTo(1)), Here().Where(Functions.Col("id") > 9));
        Table Ours(string formula) => Table.Concat([.. new[] { all, one, none }.Select(rows => rows.Agg(Of(formula).As("value")).ToTable())]);

        AssertSame(Aggregates, theirs, Ours);
    }

    // Spark's SQL takes a back-slash in a text for an escape; ours is standard SQL.
    static Expression Of(string formula) => Expression.Parse(formula.Replace("\\\\", "\\", StringComparison.Ordinal).Replace("D)", ")", StringComparison.Ordinal).Replace("5D", "5e0", StringComparison.Ordinal)
        .Replace("1L", "CAST(1 AS BIGINT)", StringComparison.Ordinal));

    static DataFrame Here()
    {
        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
        return Table.Of(
            ("id", Columns.Ints(1, 2, 3, 4, 5, 6)), ("i", Columns.Ints(7, -7, 0, int.MaxValue, null, 4)), ("l", Columns.Of(DataType.Int64, 5L, 0L, -3L, 9007199254740993L, null, 2L)),
            ("x", Columns.Doubles(-2.5, 0.5, double.NaN, double.PositiveInfinity, null, 2.5)), ("s", Columns.Texts("Ulm", "Bad  Tölz", "", "a%b_c\\d", null, "ulm")),
            ("d", Columns.Of(DataType.Date, new DateOnly(2024, 2, 29), new DateOnly(1969, 12, 31), new DateOnly(2000, 12, 31), new DateOnly(2021, 1, 3), null, new DateOnly(2023, 3, 31))),
            ("ts", Columns.Of(DataType.Timestamp, At("2024-01-07 14:10:45.123456"), At("1969-12-31 23:59:59.999999"), At("2000-01-01 00:00:00"), At("2021-01-03 12:00:00"), null, At("2023-03-26 01:30:00"))),
            ("b", Columns.Of(DataType.Bool, true, false, null, true, null, false)), ("n", Columns.Of(DataType.Decimal(8, 3), 12.345m, -0.005m, 0m, 99999.999m, null, 2.5m)));
    }

    static JsonElement Parsed(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    static void AssertSame(string[] formulas, List<JsonElement> theirs, Func<string, Table> compute)
    {
        var wrong = new List<string>();
        for (var i = 0; i < formulas.Length; i++)
        {
            var expected = theirs.Select(row => row.GetProperty($"f{i}")).ToList();
            try
            {
                var ours = Columns.Values(compute(formulas[i])["value"]);
                Assert.Equal(expected.Count, ours.Length);
                wrong.AddRange(Enumerable.Range(0, ours.Length).Where(row => !IsSame(expected[row], ours[row]))
                    .Select(row => $"{formulas[i]}, row {row}: {expected[row].GetRawText()} to Spark, {ours[row] ?? "null"} ({ours[row]?.GetType().Name}) here"));
            }
            catch (Exception error) when (error is DuckDbException or ArgumentException or FormatException)
            {
                wrong.Add($"{formulas[i]}: {string.Join(' ', expected.Select(value => value.GetRawText()))} to Spark, here {error.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Spark's JSON has numbers without their type, and instants with a zone.
    static bool IsSame(JsonElement theirs, object? ours) => (theirs.ValueKind, ours) switch
    {
        (JsonValueKind.Null, null) => true,
        (JsonValueKind.True or JsonValueKind.False, bool truth) => theirs.GetBoolean() == truth,
        (JsonValueKind.Number, double number) => Math.Abs(theirs.GetDouble() - number) <= 1e-12 * Math.Max(1, Math.Abs(number)),
        (JsonValueKind.Number, decimal number) => theirs.GetDecimal() == number,
        (JsonValueKind.Number, not null) => theirs.GetRawText() == Convert.ToString(ours, CultureInfo.InvariantCulture),
        (JsonValueKind.String, double number) => theirs.GetString() == (double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"),
        (JsonValueKind.String, DateOnly day) => theirs.GetString() == day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (JsonValueKind.String, DateTimeOffset instant) => DateTimeOffset.Parse(theirs.GetString()!, CultureInfo.InvariantCulture) == instant,
        (JsonValueKind.String, string text) => theirs.GetString() == text,
        _ => false,
    };
}
