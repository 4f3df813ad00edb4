using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Panta.Tracking.Engines;

/// <summary>Where the SQL of SQLite and PostgreSQL differs in what the stores ask. Everything else is written once, for both.</summary>
abstract class Dialect
{
    static readonly ConditionalWeakTable<IDbConnection, Dictionary<string, IDbCommand>> Prepared = [];

    public static Dialect Sqlite { get; } = new SqliteDialect();

    public static Dialect Postgres { get; } = new PostgresDialect();

    /// <summary>The dialect that a connection speaks.</summary>
    public static Dialect Of(IDbConnection connection) => connection is NpgsqlConnection ? Postgres : Sqlite;

    /// <summary>The database's name, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The number of tables of the name <c>@name</c>.</summary>
    public abstract string CountTables { get; }

    /// <summary>A migration's text, which is written for SQLite.</summary>
    public abstract string Migration(string sql);

    /// <summary>Whether a column is like a pattern of <c>%</c> and <c>_</c>, which no character escapes; letter case matters.</summary>
    /// <param name="column">The column.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="parameter">Makes a value a parameter and answers its name.</param>
    public abstract string Like(string column, string pattern, Func<object?, string> parameter);

    /// <summary>As <see cref="Like"/>; the case of ASCII letters does not matter.</summary>
    public abstract string LikeAnyCase(string column, string pattern, Func<object?, string> parameter);

    /// <summary>Whether a column of long texts, which an index may hold only the beginnings of, equals a parameter: so that the index is used.</summary>
    public abstract string EqualLong(string column, string parameter);

    /// <summary>Whether a column is one of some integers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">The integers.</param>
    /// <param name="parameter">Makes a value a parameter and answers its name.</param>
    public abstract string IsIn(string column, long[] values, Func<object?, string> parameter);

    /// <summary>
    /// A statement with values <c>@0</c>, <c>@1</c>, …, prepared once per connection. <c>IN @0</c> asks whether something is in a list (<c>long[]</c>, <c>string[]</c>).
    /// </summary>
    public IDbCommand Command(IDbConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        var commands = Prepared.GetOrCreateValue(connection);
        if (!commands.TryGetValue(sql, out var command)) commands.Add(sql, command = Prepare(connection, sql, values.Length));

        for (var i = 0; i < values.Length; i++) ((IDataParameter)command.Parameters[i]!).Value = Value(values[i]);
        return command;
    }

    /// <summary>The row that a reader stands on, read as quickly as the engine can; for as long as the reader is open.</summary>
    public virtual IDataRecord Row(IDataReader reader) => reader;

    /// <summary>Runs an <c>INSERT … VALUES (@0, @1, …)</c> for many rows, given column by column as arrays of equal length.</summary>
    /// <returns>The number of rows inserted or changed.</returns>
    public abstract int InsertAll(IDbConnection connection, string sql, ReadOnlySpan<Array> columns);

    /// <summary>A command for a statement with so many values.</summary>
    protected abstract IDbCommand Prepare(IDbConnection connection, string sql, int values);

    /// <summary>A value as the engine's parameters take it.</summary>
    protected abstract object Value(object? value);
}
