using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Expressions;

/// <summary>What formulas are, and what they give. Expected values are Spark 4's in ANSI mode, by its documentation, or worked out by hand.</summary>
public sealed class ExpressionTests
{
    static readonly Table One = Table.Of(
        ("i", new Column<int>(DataType.Int32, new[] { 7 })), ("l", new Column<long>(DataType.Int64, new[] { 5L })), ("x", new Column<double>(DataType.Float64, new[] { -2.5 })),
        ("t", TextColumn.Of(["Ulm"])), ("no", new Column<int>(DataType.Int32, new[] { 0 }, Validity.Of(1, _ => false))),
        ("moment", new Column<long>(DataType.Timestamp, new[] { 1_704_636_645_123_456L })), ("day", new Column<int>(DataType.Date, new[] { 19_783 })));

    public static TheoryData<string, object?> Formulas => new()
    {
        { "i + 1", 8 }, { "i - l", 2L }, { "i * 2", 14 }, { "i / 2", 3.5 }, { "i % 4", 3 }, { "-i % 4", -3 }, { "-x", 2.5 }, { "i + no", null },
        { "i = 7", true }, { "i <> 7", false }, { "no = 1", null }, { "no IS NOT DISTINCT FROM NULL", true }, { "i IS DISTINCT FROM 7", false }, { "i < 8 AND NOT t = 'Bonn'", true },
        { "no = 1 OR i = 7", true }, { "no = 1 AND i = 7", null }, { "no = 1 AND i = 8", false }, { "i IN (1, 7)", true }, { "i NOT IN (1, 7)", false }, { "i BETWEEN 7 AND 9", true },
        { "no IS NULL", true }, { "t LIKE 'U%'", true }, { "t NOT LIKE '_l_'", false }, { "t LIKE 'U\\%'", false }, { "rlike(t, '^U.m$')", true }, { "t || '!' || t", "Ulm!Ulm" }, { "concat(t, NULL)", null },
        { "CASE WHEN i > 9 THEN 'big' WHEN i > 5 THEN 'mid' END", "mid" }, { "CASE i WHEN 1 THEN 2 ELSE 3 END", 3 }, { "coalesce(no, i)", 7 }, { "greatest(1, no, 3)", 3 }, { "nullif(i, 7)", null },
        { "CAST(x AS INT)", -2 }, { "CAST(2.7 AS BIGINT)", 2L }, { "TRY_CAST('a' AS INT)", null }, { "CAST('12' AS INT)", 12 }, { "CAST(moment AS BIGINT)", 1_704_636_645L }, { "CAST(i AS STRING)", "7" },
        { "CAST(moment AS DOUBLE)", 1_704_636_645.123456 }, { "round(2.5)", 3m }, { "round(x)", -3.0 }, { "floor(x)", -3L }, { "ceil(x)", -2L }, { "abs(x)", 2.5 }, { "sqrt(x)", double.NaN }, { "ln(x)", null }, { "signum(x)", -1.0 },
        { "power(2, 10)", 1024.0 }, { "pmod(-i, 4)", 1 }, { "substring(t, 0, 2)", "Ul" }, { "substring(t, -2, 2)", "lm" }, { "upper(t)", "ULM" }, { "length(t)", 3 + 0L }, { "contains(t, 'l')", true },
        { "regexp_replace(t, '[lm]', 'x')", "Uxx" }, { "regexp_extract(t, '(U)(.)', 2)", "l" }, { "replace(t, 'l', '')", "Um" },
        { "year(moment)", 2024L }, { "dayofweek(moment)", 1L }, { "weekofyear(moment)", 1L }, { "hour(moment)", 14L }, { "quarter(day)", 1L }, { "datediff(day, DATE '2024-02-01')", 29 }, { "date_add(day, 1)", new DateOnly(2024, 3, 2) },
        { "add_months(DATE '2024-01-31', 1)", new DateOnly(2024, 2, 29) }, { "last_day(DATE '2024-02-03')", new DateOnly(2024, 2, 29) }, { "to_date('2024-03-01') = day", true }, { "unix_micros(moment)", 1_704_636_645_123_456L },
        { "isnan(CAST('NaN' AS DOUBLE))", true }, { "isnan(CAST(NULL AS DOUBLE))", false }, { "CAST('NaN' AS DOUBLE) > 1e308", true }, { "CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE)", true },
        { "`t` = 'U`m'", false }, { "\"t\" = 'Ulm'", true }, { "size([1, 2, 3])", 3 }, { "array_contains([1, 2], 2)", true }, { "true", true },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void A_formula_gives_what_it_gives_in_Spark(string formula, object? expected)
    {
        var value = ((DataFrame)One).Select(Expression.Parse(formula).As("value")).ToTable()["value"].Value(0);

        Assert.Equal(expected, value is int or long && expected is int or long ? Convert.ChangeType(value, expected.GetType(), null) : value);
    }

    [Theory]
    [InlineData("i / 0", "Division by zero")]
    [InlineData("i % (i - 7)", "Remainder of a division by zero")]
    [InlineData("CAST(2147483647 AS INT) + i", "Overflow")]
    [InlineData("CAST(t AS INT)", "Could not convert string 'Ulm'")]
    public void What_ANSI_forbids_is_an_error_when_rows_are_read(string formula, string reason)
    {
        var frame = ((DataFrame)One).Select(Expression.Parse(formula).As("value"));

        var error = Assert.ThrowsAny<Exception>(() => frame.ToTable());

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("i +", "cannot be read")]
    [InlineData("(SELECT 1)", "subquery")]
    [InlineData("i FROM secrets", "cannot be read")]
    [InlineData("1), (2", "not one expression")]
    [InlineData("1) FROM range(3) WHERE (true", "not one expression")]
    [InlineData("?", "parameter")]
    [InlineData("read_text('/etc/passwd')", "'read_text' is not known")]
    [InlineData("getenv('HOME')", "'getenv' is not known")]
    [InlineData("sum(i) OVER ()", "window")]
    [InlineData("*", "star")]
    [InlineData("i -- comment", null)]
    [InlineData("i; DROP TABLE x", "cannot be read")]
    public void What_is_no_formula_is_refused_with_its_reason(string text, string? reason)
    {
        if (reason is null) Assert.Equal("i", Expression.Parse(text).ToString());
        else Assert.Contains(reason, Assert.Throws<FormatException>(() => Expression.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_and_names_never_become_syntax()
    {
        const string Nasty = "x'); DROP TABLE t; --\" \\ `";
        var table = Table.Of((Nasty, TextColumn.Of([Nasty, "other"])));

        var found = ((DataFrame)table).Where(Col(Nasty).EqualTo(Nasty)).WithColumn(Nasty + "2", Lit(Nasty)).ToTable();

        Assert.Equal((1, Nasty, Nasty), (found.RowCount, found[Nasty].Value(0), found[Nasty + "2"].Value(0)));
    }

    [Fact]
    public void Columns_without_a_name_are_called_as_Spark_writes_the_formula()
    {
        var names = ((DataFrame)One).Select(Col("i") + 1, Lower(Col("t")), Col("x").Cast(DataType.Int32), Col("no").IsNull(), Lit("a"), When(Col("i") > 1, 2).Otherwise(3)).Schema.Names;

        Assert.Equal(["(i + 1)", "lower(t)", "CAST(x AS INTEGER)", "(no IS NULL)", "a", "CASE WHEN (i > 1) THEN 2 ELSE 3 END"], names);
    }

    [Fact]
    public void Equal_formulas_are_equal()
    {
        Assert.Equal(Col("a") + 1 > Sum(Col("b")), Col("a") + 1 > Sum(Col("b")));
        Assert.NotEqual(Col("a") + 1, Col("a") + 1L);
        Assert.Equal(Expression.Parse("a + 1 > sum(b)"), Col("a") + 1 > Sum(Col("b")));
    }

    [Theory]
    [InlineData(typeof(sbyte), "byte")]
    [InlineData(typeof(long), "long")]
    [InlineData(typeof(float), "float")]
    [InlineData(typeof(decimal), "decimal(4,2)")]
    [InlineData(typeof(byte[]), "binary")]
    [InlineData(typeof(DateTime), "timestamp_ntz")]
    public void Literals_keep_their_type_and_value(Type type, string expected)
    {
        object value = type == typeof(sbyte) ? (sbyte)-3 : type == typeof(long) ? long.MinValue : type == typeof(float) ? float.MaxValue : type == typeof(decimal) ? -12.34m
            : type == typeof(byte[]) ? new byte[] { 0, 255, 39 } : new DateTime(2024, 2, 29, 23, 59, 59, 999, 999);

        var table = ((DataFrame)One).Select(Lit(value).As("value")).ToTable();

        Assert.Equal(expected, table.Schema["value"].Type.ToString());
        Assert.Equal(value, table["value"].Value(0));
    }
}
