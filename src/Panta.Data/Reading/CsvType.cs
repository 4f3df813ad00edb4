using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>
/// A type of a CSV column with the form of its values: which texts are values, and how SQL reads them. DuckDB alone reads 1.5 into a column of integers as 2,
/// 1.234 into decimal(10,2) as 1.23, a time with its zone left out and a date with its time left out; here each of them is an error.
/// </summary>
/// <param name="Type">The type of the column.</param>
/// <param name="Format">The form of dates and times; null: ISO 8601.</param>
/// <param name="Separator">Before the fraction of a number.</param>
/// <param name="Thousands">Between thousands; null: nothing.</param>
sealed record CsvType(DataType Type, TimeFormat? Format, char Separator, char? Thousands)
{
    /// <summary>Gets the type in which DuckDB's reader gives the values.</summary>
    public string NativeType => Type.Kind switch
    {
        _ when Format is not null => "VARCHAR",
        TypeKind.Float32 or TypeKind.Float64 when Thousands is not null => "VARCHAR",
        TypeKind.Bool or TypeKind.Float32 or TypeKind.Float64 or TypeKind.Binary => NativeText.OfType(Type),
        _ => "VARCHAR",
    };

    /// <summary>The value in SQL.</summary>
    /// <param name="column">The column as DuckDB's reader gives it.</param>
    public string Sql(string column) => Type.Kind switch
    {
        _ when Format is not null => FormattedSql(column, Format),
        _ when Type.IsInteger && Thousands is null => TextFunctions.Sql(Type, column),
        TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampNtz => $"COALESCE({TextFunctions.Sql(Type, column)}, {CheckedSql(column)})",
        _ => CheckedSql(column),
    };

    /// <summary>Whether a text that is not null is a value.</summary>
    public bool Fits(ReadOnlySpan<byte> text) => Type.Kind switch
    {
        _ when Format is not null => Format.Matches(text),
        TypeKind.Bool => CsvValues.IsBool(text),
        TypeKind.Int8 => CsvValues.IsInteger(text, Thousands, sbyte.MinValue, sbyte.MaxValue),
        TypeKind.Int16 => CsvValues.IsInteger(text, Thousands, short.MinValue, short.MaxValue),
        TypeKind.Int32 => CsvValues.IsInteger(text, Thousands, int.MinValue, int.MaxValue),
        TypeKind.Int64 => CsvValues.IsInteger(text, Thousands, long.MinValue, long.MaxValue),
        TypeKind.Float32 or TypeKind.Float64 => CsvValues.IsNumber(text, Separator, Thousands),
        TypeKind.Decimal => CsvValues.IsDecimal(text, Separator, Thousands, Type.Precision, Type.Scale),
        TypeKind.Date => CsvValues.IsDate(text),
        TypeKind.Timestamp => CsvValues.IsTime(text, out _),
        TypeKind.TimestampNtz => CsvValues.IsTime(text, out var zoned) && !zoned,
        _ => true,
    };

    // Digits, or groups of three of them.
    string Whole => Thousands is { } thousands ? $"([0-9]+|[0-9]{{1,3}}([{thousands}][0-9]{{3}})+)" : "[0-9]+";

    string CheckedSql(string column) => Type.Kind switch
    {
        TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 => Matched(column, $" *[-+]?{Whole} *"),
        TypeKind.Decimal => Matched(column, string.Create(CultureInfo.InvariantCulture, $" *[-+]?({Whole})?([{Separator}][0-9]{{0,{Type.Scale}}}0*)? *")),
        TypeKind.Float32 or TypeKind.Float64 when Thousands is not null =>
            Matched(column, $" *[-+]?(({Whole})?([{Separator}][0-9]*)?([eE][-+]?[0-9]+)?|(?i:nan|inf|infinity)) *"),
        TypeKind.Date => Checked($"length(trim({column})) <= 10", $"CAST({column} AS DATE)"),
        // DuckDB's reader would make null of a broken one.
        TypeKind.Timestamp => $"CAST({column} AS TIMESTAMPTZ)",
        TypeKind.TimestampNtz => Checked($"NOT regexp_matches({column}, ':.*[-+a-zA-Z]')", $"CAST({column} AS TIMESTAMP)"),
        TypeKind.Vector => $"CAST({column} AS DOUBLE[])",
        _ => column,
    };

    string Matched(string column, string pattern)
    {
        var plain = Thousands is { } thousands ? $"replace({column}, {DuckDb.Literal(thousands.ToString())}, '')" : column;
        if (Separator != '.' && !Type.IsInteger) plain = $"replace({plain}, {DuckDb.Literal(Separator.ToString())}, '.')";
        return Checked($"regexp_full_match({column}, {DuckDb.Literal(pattern)})", $"CAST({plain} AS {NativeText.OfType(Type)})");
    }

    // Null is neither true nor false, and stays null.
    static string Checked(string condition, string value) =>
        $"CASE WHEN ({condition}) IS NOT FALSE THEN {value} ELSE error({DuckDb.Literal(TextFunctions.NoValue)}) END";

    string FormattedSql(string column, TimeFormat format)
    {
        var time = $"strptime(trim({column}), {DuckDb.Literal(format.Pattern)})";
        var value = Type.Kind switch
        {
            TypeKind.Timestamp when !format.HasZone => $"timezone('UTC', {time})",
            TypeKind.TimestampNtz when format.HasZone => $"timezone('UTC', {time})",
            _ => $"CAST({time} AS {NativeText.OfType(Type)})",
        };
        // DuckDB takes the two digits of 01/02/24 for the year 24.
        return format.HasYear ? Checked($"year({time}) >= 1000", value) : value;
    }
}
