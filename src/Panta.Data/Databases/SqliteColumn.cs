using System.Collections.Immutable;
using Panta.Data.Schemas;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>What a column of a SQLite statement is read as.</summary>
static class SqliteColumn
{
    const int RowsLookedAt = 10_000;

    /// <summary>The names of a statement's columns.</summary>
    public static IEnumerable<string> Names(sqlite3_stmt statement) =>
        Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column => raw.sqlite3_column_name(statement, column).utf8_to_string());

    /// <summary>The fields of a statement, whose first rows are looked at where nothing is declared.</summary>
    public static ImmutableArray<Field> Fields(SqliteConnection connection, sqlite3_stmt statement, SqliteOptions options)
    {
        var names = Names(statement).ToList();
        if (names.Count == 0) throw connection.Error(DatabaseProblem.InvalidSql, "the statement answers with no columns. Give a SELECT.");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw connection.Error(DatabaseProblem.InvalidSql, $"two columns are called '{twice.Key}'. Give one of them another name with AS.");
        if (options.Types.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new ArgumentException(
                $"A type is given for the column '{unknown}', which is not there. There are: {string.Join(", ", names)}.", nameof(options));

        var types = names.Select((name, column) => options.Types.GetValueOrDefault(name) ?? Declared(statement, column)).ToArray();
        if (types.Contains(null)) LookAt(connection, statement, types);
        return [.. names.Select((name, column) => new Field(name, types[column]!))];
    }

    // SQLite's own rules of affinity (datatype3.html, 3.1), and before them the names that programs give to what it has no types for.
    static DataType? Declared(sqlite3_stmt statement, int column)
    {
        var name = (raw.sqlite3_column_decltype(statement, column).utf8_to_string() ?? "").ToUpperInvariant().Split('(')[0].Trim();
        return name switch
        {
            "BOOL" or "BOOLEAN" => DataType.Bool,
            "DATE" => DataType.Date,
            "DATETIME" or "TIMESTAMP" or "TIMESTAMP WITHOUT TIME ZONE" => DataType.TimestampNtz,
            "TIMESTAMPTZ" or "TIMESTAMP WITH TIME ZONE" => DataType.Timestamp,
            "TIME" or "UUID" or "GUID" or "UNIQUEIDENTIFIER" or "JSON" or "STRING" => DataType.String,
            "DECIMAL" or "NUMERIC" or "NUMBER" => DataType.Float64,
            _ when Has("INT") => DataType.Int64,
            _ when Has("CHAR", "CLOB", "TEXT") => DataType.String,
            _ when Has("BLOB") => DataType.Binary,
            _ when Has("REAL", "FLOA", "DOUB") => DataType.Float64,
            _ => null,
        };

        bool Has(params string[] parts) => parts.Any(part => name.Contains(part, StringComparison.Ordinal));
    }

    static void LookAt(SqliteConnection connection, sqlite3_stmt statement, DataType?[] types)
    {
        var undeclared = Enumerable.Range(0, types.Length).Where(column => types[column] is null).ToArray();
        for (var row = 0; row < RowsLookedAt && connection.Step(statement, CancellationToken.None); row++)
            foreach (var column in undeclared) types[column] = Wider(types[column], new(statement, column));
        foreach (var column in undeclared) types[column] ??= DataType.String;
    }

    // Texts hold numbers too, as SQLite writes them; bytes beside anything else have no type in common with it.
    static DataType? Wider(DataType? type, SqliteValue value)
    {
        if (value.IsNull) return type;

        var own = value.IsInteger ? DataType.Int64 : value.IsReal ? DataType.Float64 : value.IsText ? DataType.String : DataType.Binary;
        if (type is null || type == own) return own;

        return type.IsNumeric && own.IsNumeric ? DataType.Float64 : DataType.String;
    }
}
