using System.Text;

namespace Panta.Data.Databases;

/// <summary>Names as PostgreSQL's SQL writes them.</summary>
static class PostgresName
{
    const int LongestName = 63;

    /// <summary>A table's name, in its schema where one is given, else in the first of the search path that has it.</summary>
    /// <exception cref="ArgumentException">A name is empty or holds what no name may.</exception>
    public static string Of(string? schema, string table) => schema is null ? Quote(table) : $"{Quote(schema)}.{Quote(table)}";

    /// <summary>A name in double quotes: exactly this one, letter case and all.</summary>
    /// <exception cref="ArgumentException">The name is empty, or holds what no name may.</exception>
    public static string Quote(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
            throw new ArgumentException($"The name '{name}' is longer than PostgreSQL's {LongestName} bytes, which would cut it.", nameof(name));
        if (name.Length > 0 && !name.Contains('\0')) return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

        throw new ArgumentException("A name is empty or holds the character 0, which PostgreSQL does not allow.", nameof(name));
    }
}
