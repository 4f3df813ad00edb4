using System.Globalization;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>.NET values for the <c>?</c> of a statement of SQLite's.</summary>
static class SqliteParameter
{
    /// <summary>Binds the value of a place.</summary>
    /// <returns>SQLite's code.</returns>
    /// <exception cref="ArgumentException">SQLite has no such type.</exception>
    public static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        bool flag => raw.sqlite3_bind_int64(statement, place, flag ? 1 : 0),
        sbyte or byte or short or ushort or int or uint or long =>
            raw.sqlite3_bind_int64(statement, place, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        float or double or decimal => raw.sqlite3_bind_double(statement, place, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        string text => raw.sqlite3_bind_text(statement, place, text),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        Guid id => raw.sqlite3_bind_text(statement, place, id.ToString()),
        DateOnly date => raw.sqlite3_bind_text(statement, place, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTimeOffset instant => raw.sqlite3_bind_text(statement, place, Text(instant.UtcDateTime)),
        DateTime { Kind: not DateTimeKind.Local } time => raw.sqlite3_bind_text(statement, place, Text(time)),
        _ => throw new ArgumentException(
            $"Parameter {place} is a {value.GetType().Name}. Allowed: bool, integers to 64 bits, float, double, decimal (as double), string, "
            + "byte[], Guid, DateOnly, DateTimeOffset, DateTime (UTC or of no kind)."),
    };

    static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
