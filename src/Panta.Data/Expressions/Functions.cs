namespace Panta.Data.Expressions;

/// <summary>Spark's functions on columns, by their names in PascalCase. Null in gives null out, where nothing else is said.</summary>
public static class Functions
{
    /// <summary>A column.</summary>
    /// <param name="name">Its name, case-sensitive.</param>
    public static Expression Col(string name) => new ColumnReference(name);

    /// <summary>A value that is the same in every row.</summary>
    /// <param name="value">The value; see <see cref="Literal.Of"/>.</param>
    /// <exception cref="ArgumentException">It is of a type that no literal has.</exception>
    public static Expression Lit(object? value) => value as Expression ?? Literal.Of(value);

    /// <summary>A value where a condition holds; go on with <see cref="Expression.When"/> and <see cref="Expression.Otherwise"/>.</summary>
    /// <param name="condition">A truth value.</param>
    /// <param name="value">The value where it holds.</param>
    public static Expression When(Expression condition, Expression value) => new Call("when", condition, value);

    /// <summary>The number of rows.</summary>
    public static Expression Count() => new Call("count", 1);

    /// <summary>The number of distinct values, or combinations of values, none of them null.</summary>
    /// <param name="values">At least one.</param>
    public static Expression CountDistinct(params ReadOnlySpan<Expression> values) => new Call("count", values) { Distinct = true };

    /// <summary>The sum of distinct numbers.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression SumDistinct(Expression value) => new Call("sum", value) { Distinct = true };

    /// <summary>A value of a row before, in the order of the window.</summary>
    /// <param name="value">The value.</param>
    /// <param name="rows">How many rows before. Default 1.</param>
    /// <param name="otherwise">The value where there is no such row. Default null.</param>
    public static Expression Lag(Expression value, int rows = 1, Expression? otherwise = null) => new Call("lag", value, rows, otherwise ?? Literal.Of(null));

    /// <summary>A value of a row after, in the order of the window.</summary>
    /// <param name="value">The value.</param>
    /// <param name="rows">How many rows after. Default 1.</param>
    /// <param name="otherwise">The value where there is no such row. Default null.</param>
    public static Expression Lead(Expression value, int rows = 1, Expression? otherwise = null) => new Call("lead", value, rows, otherwise ?? Literal.Of(null));

    /// <summary>A number rounded, halves away from zero.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Digits after the point. Default 0.</param>
    public static Expression Round(Expression value, int digits = 0) => new Call("round", value, digits);

    /// <summary>A time cut to the begin of its unit, in UTC; weeks begin on Monday.</summary>
    /// <param name="unit"><c>year</c>, <c>quarter</c>, <c>month</c>, <c>week</c>, <c>day</c>, <c>hour</c>, <c>minute</c>, <c>second</c>.</param>
    /// <param name="time">A time.</param>
    public static Expression DateTrunc(string unit, Expression time) => new Call("date_trunc", unit, time);

    /// <summary>The fields of a struct.</summary>
    /// <param name="fields">Columns, or expressions with a name.</param>
    /// <exception cref="ArgumentException">A field has no name.</exception>
    public static Expression Struct(params ReadOnlySpan<Expression> fields) => new Call("named_struct", [.. fields.ToArray().SelectMany(NameAndValue)]);

    /// <summary>Their sum: int64 for whole numbers, else as Spark has it; null for no value. Overflow is an error.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Sum(Expression value) => new Call("sum", value);

    /// <summary>Their mean, float64; null for no value.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Avg(Expression value) => new Call("avg", value);

    /// <summary>The least; null for no value.</summary>
    /// <param name="value">Values that compare.</param>
    public static Expression Min(Expression value) => new Call("min", value);

    /// <summary>The greatest, NaN above all numbers; null for no value.</summary>
    /// <param name="value">Values that compare.</param>
    public static Expression Max(Expression value) => new Call("max", value);

    /// <summary>The number of values that are not null.</summary>
    /// <param name="value">What is counted where it is not null.</param>
    public static Expression Count(Expression value) => new Call("count", value);

    /// <summary>The standard deviation of a sample (n − 1); null for fewer than two.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression StdDev(Expression value) => new Call("stddev", value);

    /// <summary>The standard deviation of a population (n).</summary>
    /// <param name="value">Numbers.</param>
    public static Expression StdDevPop(Expression value) => new Call("stddev_pop", value);

    /// <summary>The variance of a sample (n − 1); null for fewer than two.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Variance(Expression value) => new Call("variance", value);

    /// <summary>The variance of a population (n).</summary>
    /// <param name="value">Numbers.</param>
    public static Expression VariancePop(Expression value) => new Call("var_pop", value);

    /// <summary>The skewness of a population, m₃ / m₂^1.5; null where nothing varies.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Skewness(Expression value) => new Call("skewness", value);

    /// <summary>The excess kurtosis of a population, m₄ / m₂² − 3; null where nothing varies.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Kurtosis(Expression value) => new Call("kurtosis", value);

    /// <summary>The median, halfway between the middle two.</summary>
    /// <param name="value">Numbers.</param>
    public static Expression Median(Expression value) => new Call("median", value);

    /// <summary>The most frequent value; any of them where several are.</summary>
    /// <param name="value">Values.</param>
    public static Expression Mode(Expression value) => new Call("mode", value);

    /// <summary>Pearson's correlation over the rows that have both.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="y">Numbers.</param>
    public static Expression Corr(Expression x, Expression y) => new Call("corr", x, y);

    /// <summary>The covariance of a sample (n − 1) over the rows that have both.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="y">Numbers.</param>
    public static Expression CovarSamp(Expression x, Expression y) => new Call("covar_samp", x, y);

    /// <summary>The covariance of a population (n) over the rows that have both.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="y">Numbers.</param>
    public static Expression CovarPop(Expression x, Expression y) => new Call("covar_pop", x, y);

    /// <summary>The exact percentile, interpolated between the two nearest values.</summary>
    /// <param name="value">Numbers.</param>
    /// <param name="fraction">A number in [0, 1].</param>
    public static Expression Percentile(Expression value, Expression fraction) => new Call("percentile", value, fraction);

    /// <summary>The first row's value, null or not; which row that is depends on the order.</summary>
    /// <param name="value">Values.</param>
    public static Expression First(Expression value) => new Call("first", value);

    /// <summary>The last row's value, null or not; which row that is depends on the order.</summary>
    /// <param name="value">Values.</param>
    public static Expression Last(Expression value) => new Call("last", value);

    /// <summary>All values that are not null, as an array.</summary>
    /// <param name="value">Values.</param>
    public static Expression CollectList(Expression value) => new Call("collect_list", value);

    /// <summary>The distinct values that are not null, as an array of no certain order.</summary>
    /// <param name="value">Values.</param>
    public static Expression CollectSet(Expression value) => new Call("collect_set", value);

    /// <summary>The value of the row in which the other is greatest.</summary>
    /// <param name="value">Values.</param>
    /// <param name="by">Values that compare.</param>
    public static Expression MaxBy(Expression value, Expression by) => new Call("max_by", value, by);

    /// <summary>The value of the row in which the other is least.</summary>
    /// <param name="value">Values.</param>
    /// <param name="by">Values that compare.</param>
    public static Expression MinBy(Expression value, Expression by) => new Call("min_by", value, by);

    /// <summary>Whether all hold.</summary>
    /// <param name="condition">Truth values.</param>
    public static Expression Every(Expression condition) => new Call("bool_and", condition);

    /// <summary>Whether one holds.</summary>
    /// <param name="condition">Truth values.</param>
    public static Expression Some(Expression condition) => new Call("bool_or", condition);

    /// <summary>How often it holds.</summary>
    /// <param name="condition">Truth values.</param>
    public static Expression CountIf(Expression condition) => new Call("count_if", condition);

    /// <summary>About how many distinct values there are.</summary>
    /// <param name="value">Values.</param>
    public static Expression ApproxCountDistinct(Expression value) => new Call("approx_count_distinct", value);

    /// <summary>The row's number in its window, from 1.</summary>
    public static Expression RowNumber() => new Call("row_number");

    /// <summary>The row's rank in its window: peers have one rank, then a gap.</summary>
    public static Expression Rank() => new Call("rank");

    /// <summary>The row's rank in its window: peers have one rank, without gaps.</summary>
    public static Expression DenseRank() => new Call("dense_rank");

    /// <summary>(rank − 1) / (rows − 1).</summary>
    public static Expression PercentRank() => new Call("percent_rank");

    /// <summary>The share of the window's rows that come no later.</summary>
    public static Expression CumeDist() => new Call("cume_dist");

    /// <summary>The number of the row's group, from 1.</summary>
    /// <param name="groups">How many groups of near-equal size.</param>
    public static Expression NTile(Expression groups) => new Call("ntile", groups);

    /// <summary>The first that is not null.</summary>
    /// <param name="values">Values of one type.</param>
    public static Expression Coalesce(params ReadOnlySpan<Expression> values) => new Call("coalesce", values);

    /// <summary>The greatest that is not null.</summary>
    /// <param name="values">Values of one type.</param>
    public static Expression Greatest(params ReadOnlySpan<Expression> values) => new Call("greatest", values);

    /// <summary>The least that is not null.</summary>
    /// <param name="values">Values of one type.</param>
    public static Expression Least(params ReadOnlySpan<Expression> values) => new Call("least", values);

    /// <summary>Whether it is NaN; false for null.</summary>
    /// <param name="value">A number.</param>
    public static Expression IsNaN(Expression value) => new Call("isnan", value);

    /// <summary>Its absolute value.</summary>
    /// <param name="value">A number.</param>
    public static Expression Abs(Expression value) => new Call("abs", value);

    /// <summary>Its square root; NaN below 0.</summary>
    /// <param name="value">A number.</param>
    public static Expression Sqrt(Expression value) => new Call("sqrt", value);

    /// <summary>e to its power.</summary>
    /// <param name="value">A number.</param>
    public static Expression Exp(Expression value) => new Call("exp", value);

    /// <summary>Its natural logarithm; null at or below 0.</summary>
    /// <param name="value">A number.</param>
    public static Expression Log(Expression value) => new Call("ln", value);

    /// <summary>Its logarithm to base 10; null at or below 0.</summary>
    /// <param name="value">A number.</param>
    public static Expression Log10(Expression value) => new Call("log10", value);

    /// <summary>Its logarithm to base 2; null at or below 0.</summary>
    /// <param name="value">A number.</param>
    public static Expression Log2(Expression value) => new Call("log2", value);

    /// <summary>The power.</summary>
    /// <param name="value">A number.</param>
    /// <param name="exponent">A number.</param>
    public static Expression Pow(Expression value, Expression exponent) => new Call("power", value, exponent);

    /// <summary>The greatest whole number that is not greater, int64; NaN and numbers beyond int64 are errors.</summary>
    /// <param name="value">A number.</param>
    public static Expression Floor(Expression value) => new Call("floor", value);

    /// <summary>The least whole number that is not less, int64; NaN and numbers beyond int64 are errors.</summary>
    /// <param name="value">A number.</param>
    public static Expression Ceil(Expression value) => new Call("ceil", value);

    /// <summary>Its sine.</summary>
    /// <param name="value">An angle in radians.</param>
    public static Expression Sin(Expression value) => new Call("sin", value);

    /// <summary>Its cosine.</summary>
    /// <param name="value">An angle in radians.</param>
    public static Expression Cos(Expression value) => new Call("cos", value);

    /// <summary>The angle of the point (x, y), in radians.</summary>
    /// <param name="y">A number.</param>
    /// <param name="x">A number.</param>
    public static Expression Atan2(Expression y, Expression x) => new Call("atan2", y, x);

    /// <summary>−1, 0 or 1.</summary>
    /// <param name="value">A number.</param>
    public static Expression Signum(Expression value) => new Call("signum", value);

    /// <summary>It in small letters.</summary>
    /// <param name="text">A text.</param>
    public static Expression Lower(Expression text) => new Call("lower", text);

    /// <summary>It in capital letters.</summary>
    /// <param name="text">A text.</param>
    public static Expression Upper(Expression text) => new Call("upper", text);

    /// <summary>It without blanks at either end.</summary>
    /// <param name="text">A text.</param>
    public static Expression Trim(Expression text) => new Call("trim", text);

    /// <summary>The number of its characters.</summary>
    /// <param name="text">A text.</param>
    public static Expression Length(Expression text) => new Call("length", text);

    /// <summary>All of them joined; null where one is.</summary>
    /// <param name="texts">Texts.</param>
    public static Expression Concat(params ReadOnlySpan<Expression> texts) => new Call("concat", texts);

    /// <summary>The text with every match replaced.</summary>
    /// <param name="text">A text.</param>
    /// <param name="pattern">A regular expression (RE2).</param>
    /// <param name="replacement">What each match becomes.</param>
    public static Expression RegexpReplace(Expression text, Expression pattern, Expression replacement) => new Call("regexp_replace", text, pattern, replacement);

    /// <summary>The first match's group; the empty text where nothing matches.</summary>
    /// <param name="text">A text.</param>
    /// <param name="pattern">A regular expression (RE2).</param>
    /// <param name="group">Which group; 0 is all of the match.</param>
    public static Expression RegexpExtract(Expression text, Expression pattern, Expression group) => new Call("regexp_extract", text, pattern, group);

    /// <summary>The text with each place replaced.</summary>
    /// <param name="text">A text.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="replacement">What it becomes.</param>
    public static Expression Replace(Expression text, Expression search, Expression replacement) => new Call("replace", text, search, replacement);

    /// <summary>The pieces between the matches, as an array.</summary>
    /// <param name="text">A text.</param>
    /// <param name="pattern">A regular expression (RE2).</param>
    public static Expression Split(Expression text, Expression pattern) => new Call("split", text, pattern);

    /// <summary>Its year.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression Year(Expression time) => new Call("year", time);

    /// <summary>Its quarter, 1 to 4.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression Quarter(Expression time) => new Call("quarter", time);

    /// <summary>Its month, 1 to 12.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression Month(Expression time) => new Call("month", time);

    /// <summary>Its day of the month, 1 to 31.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression DayOfMonth(Expression time) => new Call("dayofmonth", time);

    /// <summary>Its day of the week, 1 (Sunday) to 7 (Saturday).</summary>
    /// <param name="time">A date or time.</param>
    public static Expression DayOfWeek(Expression time) => new Call("dayofweek", time);

    /// <summary>Its day of the year, 1 to 366.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression DayOfYear(Expression time) => new Call("dayofyear", time);

    /// <summary>Its week by ISO 8601, 1 to 53.</summary>
    /// <param name="time">A date or time.</param>
    public static Expression WeekOfYear(Expression time) => new Call("weekofyear", time);

    /// <summary>Its hour, 0 to 23; of an instant, in UTC.</summary>
    /// <param name="time">A time.</param>
    public static Expression Hour(Expression time) => new Call("hour", time);

    /// <summary>Its minute, 0 to 59.</summary>
    /// <param name="time">A time.</param>
    public static Expression Minute(Expression time) => new Call("minute", time);

    /// <summary>Its second, 0 to 59.</summary>
    /// <param name="time">A time.</param>
    public static Expression Second(Expression time) => new Call("second", time);

    /// <summary>Its day.</summary>
    /// <param name="value">A text (ISO 8601) or time.</param>
    public static Expression ToDate(Expression value) => new Call("to_date", value);

    /// <summary>The instant.</summary>
    /// <param name="value">A text (ISO 8601) or date; without a zone it is UTC.</param>
    public static Expression ToTimestamp(Expression value) => new Call("to_timestamp", value);

    /// <summary>The days from start to end.</summary>
    /// <param name="end">A date.</param>
    /// <param name="start">A date.</param>
    public static Expression DateDiff(Expression end, Expression start) => new Call("datediff", end, start);

    /// <summary>The date so many days later.</summary>
    /// <param name="date">A date.</param>
    /// <param name="days">How many, may be negative.</param>
    public static Expression DateAdd(Expression date, Expression days) => new Call("date_add", date, days);

    /// <summary>The date so many months later, at most the month's last day.</summary>
    /// <param name="date">A date.</param>
    /// <param name="months">How many, may be negative.</param>
    public static Expression AddMonths(Expression date, Expression months) => new Call("add_months", date, months);

    /// <summary>The last day of its month.</summary>
    /// <param name="date">A date.</param>
    public static Expression LastDay(Expression date) => new Call("last_day", date);

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    /// <param name="time">An instant.</param>
    public static Expression UnixMicros(Expression time) => new Call("unix_micros", time);

    /// <summary>An array of them.</summary>
    /// <param name="values">Values of one type.</param>
    public static Expression Array(params ReadOnlySpan<Expression> values) => new Call("array", values);

    /// <summary>The number of its elements; null for null.</summary>
    /// <param name="value">An array or map.</param>
    public static Expression Size(Expression value) => new Call("size", value);

    /// <summary>Whether it holds the value.</summary>
    /// <param name="array">An array.</param>
    /// <param name="value">A value.</param>
    public static Expression ArrayContains(Expression array, Expression value) => new Call("array_contains", array, value);

    static IEnumerable<Expression> NameAndValue(Expression field) => field switch
    {
        ColumnReference column => [column.Name, column],
        Alias alias => [alias.Name, alias.Value],
        _ => throw new ArgumentException($"'{field}' is to be a field of a struct, but has no name. Give it one: .As(\"name\")."),
    };
}
