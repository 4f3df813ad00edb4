using System.Collections.Frozen;
using System.Text;

namespace Panta.Data.Expressions;

/// <summary>
/// Spark's functions in DuckDB's SQL, where name or meaning differ, and those that are the same. <c>{0}</c>, <c>{1}</c> … are arguments, <c>{*}</c> all of them;
/// an argument that is not there is the default after the colon (<c>{2:1}</c>); <c>{over}</c> is where an aggregate takes its window, at the end where it is not said.
/// </summary>
static class SqlFunctions
{
    static readonly FrozenSet<string> Same = new[]
    {
        "abs", "acos", "any_value", "approx_count_distinct", "ascii", "asin", "atan", "atan2", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or",
        "cbrt", "coalesce", "concat_ws", "contains", "cos", "cosh", "cot", "count", "covar_pop", "covar_samp", "cume_dist", "dayofyear",
        "degrees", "dense_rank", "exp", "first_value", "greatest", "hour", "lag", "last_day", "last_value", "lead", "least", "length", "lower", "ltrim",
        "make_date", "max", "md5", "median", "min", "minute", "mode", "month", "nth_value", "ntile", "nullif", "percent_rank", "pi", "power", "quarter",
        "radians", "rank", "regr_intercept", "regr_r2", "regr_slope", "repeat", "replace", "reverse", "row_number", "rtrim", "sin", "sinh", "stddev_pop",
        "stddev_samp", "tan", "tanh", "translate", "trim", "upper", "var_pop", "var_samp", "weekofyear", "year",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Templates = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["+"] = "({0} + {1})",
        ["-"] = "({0} - {1})",
        ["*"] = "({0} * {1})",
        ["/"] = "({0} / CASE WHEN {1} = 0 THEN error('Division by zero. A divisor that may be 0 goes through nullif(x, 0).') ELSE {1} END)",
        ["try_divide"] = "({0} / nullif({1}, 0))",
        ["%"] = "({0} % CASE WHEN {1} = 0 THEN error('Remainder of a division by zero. A divisor that may be 0 goes through nullif(x, 0).') ELSE {1} END)",
        ["negative"] = "(- {0})",
        ["=="] = "({0} = {1})",
        ["<=>"] = "({0} IS NOT DISTINCT FROM {1})",
        ["<"] = "({0} < {1})",
        [">"] = "({0} > {1})",
        ["<="] = "({0} <= {1})",
        [">="] = "({0} >= {1})",
        ["and"] = "({0} AND {1})",
        ["or"] = "({0} OR {1})",
        ["not"] = "(NOT {0})",
        ["isnull"] = "({0} IS NULL)",
        ["isnotnull"] = "({0} IS NOT NULL)",
        ["isnan"] = "coalesce(isnan({0}), false)",
        ["like"] = "({0} LIKE {1} ESCAPE '\\')",
        ["rlike"] = "regexp_matches({0}, {1})",
        ["startswith"] = "starts_with({0}, {1})",
        ["endswith"] = "ends_with({0}, {1})",
        ["substring"] = "substring({0}, CASE WHEN {1} = 0 THEN 1 ELSE {1} END, {2:2147483647})",
        ["concat"] = "({* || })",
        ["char_length"] = "length({0})",
        ["lpad"] = "lpad({0}, {1}, {2:' '})",
        ["rpad"] = "rpad({0}, {1}, {2:' '})",
        ["instr"] = "instr({0}, {1})",
        ["split"] = "string_split_regex({0}, {1})",
        ["regexp_replace"] = "regexp_replace({0}, {1}, {2}, 'g')",
        ["regexp_extract"] = "regexp_extract({0}, {1}, {2:1})",
        ["nvl"] = "coalesce({*})",
        ["ifnull"] = "coalesce({*})",
        ["sqrt"] = "CASE WHEN {0} < 0 THEN 'nan'::DOUBLE ELSE sqrt({0}) END",
        ["ln"] = "CASE WHEN {0} > 0 THEN ln({0}) END",
        ["log"] = "CASE WHEN {0} > 0 THEN ln({0}) END",
        ["log10"] = "CASE WHEN {0} > 0 THEN log10({0}) END",
        ["log2"] = "CASE WHEN {0} > 0 THEN log2({0}) END",
        ["log1p"] = "CASE WHEN {0} > -1 THEN ln(1 + {0}) END",
        ["pow"] = "power({0}, {1})",
        ["pmod"] = "((({0} % {1}) + {1}) % {1})",
        ["hypot"] = "sqrt(power({0}, 2) + power({1}, 2))",
        ["floor"] = "CAST(floor({0}) AS BIGINT)",
        ["ceil"] = "CAST(ceil({0}) AS BIGINT)",
        ["ceiling"] = "CAST(ceil({0}) AS BIGINT)",
        ["round"] = "round({0}, {1:0})",
        ["signum"] = "CAST(sign({0}) AS DOUBLE)",
        ["sign"] = "CAST(sign({0}) AS DOUBLE)",
        ["day"] = "day({0})",
        ["dayofmonth"] = "day({0})",
        ["dayofweek"] = "(dayofweek({0}) + 1)",
        ["weekday"] = "((dayofweek({0}) + 6) % 7)",
        ["second"] = "second({0})",
        ["to_date"] = "CAST({0} AS DATE)",
        ["to_timestamp"] = "CAST({0} AS TIMESTAMPTZ)",
        ["datediff"] = "CAST(date_diff('day', CAST({1} AS DATE), CAST({0} AS DATE)) AS INTEGER)",
        ["date_add"] = "(CAST({0} AS DATE) + CAST({1} AS INTEGER))",
        ["date_sub"] = "(CAST({0} AS DATE) - CAST({1} AS INTEGER))",
        ["add_months"] = "CAST(CAST({0} AS DATE) + to_months(CAST({1} AS INTEGER)) AS DATE)",
        ["date_trunc"] = "date_trunc({0}, {1})",
        ["unix_micros"] = "epoch_us({0})",
        ["unix_millis"] = "((epoch_us({0}) - (epoch_us({0}) % 1000 + 1000) % 1000) // 1000)",
        ["unix_seconds"] = "((epoch_us({0}) - (epoch_us({0}) % 1000000 + 1000000) % 1000000) // 1000000)",
        ["timestamp_micros"] = "make_timestamptz({0})",
        ["timestamp_millis"] = "make_timestamptz(CAST({0} AS BIGINT) * 1000)",
        ["timestamp_seconds"] = "make_timestamptz(CAST(CAST({0} AS DECIMAL(28,6)) * 1000000 AS BIGINT))",
        ["array"] = "list_value({*})",
        ["size"] = "CAST(len({0}) AS INTEGER)",
        ["cardinality"] = "CAST(len({0}) AS INTEGER)",
        ["array_contains"] = "list_contains({0}, {1})",
        ["element_at"] = "{0}[{1}]",
        ["explode"] = "unnest({0})",
        ["stddev"] = "stddev_samp({0})",
        ["std"] = "stddev_samp({0})",
        ["variance"] = "var_samp({0})",
        ["mean"] = "avg({0})",
        ["every"] = "bool_and({0})",
        ["some"] = "bool_or({0})",
        ["any"] = "bool_or({0})",
        ["first"] = "first({0})",
        ["last"] = "last({0})",
        ["max_by"] = "arg_max_null({0}, {1})",
        ["min_by"] = "arg_min_null({0}, {1})",
        ["percentile"] = "quantile_cont({0}, {1})",
        ["corr"] = "nullif(corr({0}, {1}){over}, 'nan'::DOUBLE)",
        ["count_if"] = "count(CASE WHEN {0} THEN 1 END)",
        ["percentile_disc"] = "quantile_disc({0}, {1})",
        ["collect_list"] = "coalesce(list({0}) FILTER (WHERE {0} IS NOT NULL){over}, [])",
        ["collect_set"] = "coalesce(list(DISTINCT {0}) FILTER (WHERE {0} IS NOT NULL){over}, [])",
        ["kurtosis"] = "CASE WHEN var_pop({0}){over} > 0 THEN kurtosis_pop({0}){over} END",
        // DuckDB's is the sample's, G₁ = g₁ √(n (n − 1)) / (n − 2); Spark's the population's, which is 0 for two values.
        ["skewness"] = "CASE WHEN var_pop({0}){over} > 0 THEN CASE WHEN count({0}){over} = 2 THEN 0.0::DOUBLE "
            + "ELSE skewness({0}){over} * (count({0}){over} - 2) / sqrt(CAST(count({0}){over} AS DOUBLE) * (count({0}){over} - 1)) END END",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the function is known; all others are refused, for DuckDB has functions that read files and settings.</summary>
    public static bool Knows(string function) => Same.Contains(function) || Templates.ContainsKey(function) || function is "in" or "when" or "sum" or "named_struct";

    /// <summary>The names of all known functions that are words, in order.</summary>
    public static IEnumerable<string> Names => Same.Concat(Templates.Keys).Append("sum").Where(name => char.IsLetter(name[0])).Order(StringComparer.Ordinal);

    /// <summary>The call in SQL.</summary>
    /// <param name="call">The call.</param>
    /// <param name="arguments">Its arguments in SQL.</param>
    /// <param name="over">The window, from OVER on; empty where there is none.</param>
    public static string Sql(Call call, string[] arguments, string over)
    {
        var distinct = call.Distinct ? "DISTINCT " : "";
        if (call is { Distinct: true, Function: "count", Arguments.Length: > 1 })
        {
            var known = string.Join(" AND ", arguments.Select(each => $"{each} IS NOT NULL"));
            return $"count(DISTINCT CASE WHEN {known} THEN row({string.Join(", ", arguments)}) END){over}";
        }


        if (!Templates.TryGetValue(call.Function, out var template)) return $"{call.Function}({distinct}{string.Join(", ", arguments)}){over}";
        if (call.Distinct) throw new ArgumentException($"{call.Function} takes no DISTINCT.");

        return Filled(call.Function, template.Contains("{over}", StringComparison.Ordinal) ? template : template + "{over}", arguments, over);
    }

    static string Filled(string function, string template, string[] arguments, string over)
    {
        var sql = new StringBuilder();
        var used = 0;
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            sql.Append(template, at, (open < 0 ? template.Length : open) - at);
            if (open < 0) break;

            var place = template[(open + 1)..close];
            at = close + 1;
            if (place == "over") sql.Append(over);
            else if (place[0] == '*') sql.AppendJoin(place.Length > 1 ? place[1..] : ", ", arguments);
            else sql.Append(Argument(function, place, arguments));
            used = Math.Max(used, place[0] == '*' ? arguments.Length : place == "over" ? 0 : place[0] - '0' + 1);
        }

        return used >= arguments.Length ? sql.ToString() : throw new ArgumentException($"{function} was given {arguments.Length} arguments; it takes {used}.");
    }

    static string Argument(string function, string place, string[] arguments) =>
        place[0] - '0' < arguments.Length ? arguments[place[0] - '0']
        : place.Length > 2 ? place[2..]
        : throw new ArgumentException($"{function} was given {arguments.Length} arguments; it takes more.");
}
