using System.Collections.Immutable;
using Panta.Data.Schemas;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>What a column of a SQLite statement is read as.</summary>
static class SqliteColumn
{
    const int RowsLookedAt = 10_000;

    /// <summary>The fields of a statement, whose first rows are looked at where nothing is declared.</summary>
    public static ImmutableArray<Field> Fields(SqliteConnection connection, sqlite3_stmt statement, SqliteOptions options)
    {
        var names = Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column => raw.sqlite3_column_name(statement, column).utf8_to_string()).ToList();
        if (names.Count == 0) throw connection.Error(DatabaseProblem.InvalidSql, "the statement answers with no columns. Give a SELECT.");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw connection.Error(DatabaseProblem.InvalidSql, $"two columns are called '{twice.Key}'. Give one of them another name with AS.");
        if (options.Types.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new ArgumentException($"A type is given for the column '{unknown}', which is not there. There are: {string.Join(", ", names)}.", nameof(options));

        var types = names.Select((name, column) => options.Types.GetValueOrDefault(name) ?? Declared(raw.sqlite3_column_decltype(statement, column).utf8_to_string())).ToArray();
        if (types.Contains(null)) LookAt(connection, statement, types);
        return [.. names.Select((name, column) => new Field(name, types[column]!))];
    }

    // SQLite's own rules of affinity (datatype3.html, 3.1), and before them the names that programs give to what it has no types for.
    static DataType? Declared(string? declared)
    {
        var name = (declared ?? "").ToUpperInvariant().Split('(')[0].Trim();
        return name switch
        {
            "BOOL" or "BOOLEAN" => DataType.Bool,
            "DATE" => DataType.Date,
            "DATETIME" or "TIMESTAMP" or "TIMESTAMP WITHOUT TIME ZONE" => DataType.TimestampNtz,
            "TIMESTAMPTZ" or "TIMESTAMP WITH TIME ZONE" => DataType.Timestamp,
            "TIME" or "UUID" or "GUID" or "UNIQUEIDENTIFIER" or "JSON" or "STRING" => DataType.String,
            "DECIMAL" or "NUMERIC" or "NUMBER" => DataType.Float64,
            _ when name.Contains("INT", StringComparison.Ordinal) => DataType.Int64,
            _ when name.Contains("CHAR", StringComparison.Ordinal) || name.Contains("CLOB", StringComparison.Ordinal) || name.Contains("TEXT", StringComparison.Ordinal) => DataType.String,
            _ when name.Contains("BLOB", StringComparison.Ordinal) => DataType.Binary,
            _ when name.Contains("REAL", StringComparison.Ordinal) || name.Contains("FLOA", StringComparison.Ordinal) || name.Contains("DOUB", StringComparison.Ordinal) => DataType.Float64,
            _ => null,
        };
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
