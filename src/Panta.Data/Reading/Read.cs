using Panta.Data.Databases;
using Panta.Data.Frames;

namespace Panta.Data.Reading;

/// <summary>Every source as a frame: each pass reads it anew, batch by batch, in bounded memory.</summary>
public static class Read
{
    /// <summary>
    /// The rows of a query of a PostgreSQL database. The query is described now, which gives the columns, and run at each pass, in a read-only transaction of
    /// its own, so that a pass sees one state of the database. The session's time zone is UTC.
    /// </summary>
    /// <param name="database">The database, or its connection string.</param>
    /// <param name="sql">One statement: SELECT, VALUES, TABLE or WITH.</param>
    /// <param name="parameters">Values of <c>$1</c>, <c>$2</c> …; they never become a part of the statement's text.</param>
    /// <returns>
    /// boolean, smallint, integer, bigint, real, double precision, bytea, date, timestamp and timestamptz as what they are, with ±infinity and years beyond
    /// .NET's; numeric by <see cref="PostgresDatabase.Numerics"/>; character(n) with the spaces that fill it up; every other type as the text that PostgreSQL
    /// writes it as. Every field is nullable.
    /// </returns>
    /// <exception cref="DatabaseException">
    /// The database cannot be reached, or refuses the query; during a pass: the connection broke, the columns have changed, or a value has no place in its
    /// column.
    /// </exception>
    public static DataFrame Postgres(PostgresDatabase database, string sql, params object?[] parameters) => PostgresQuery.Frame(database, sql, parameters);

    /// <summary>
    /// The rows of a table or view of a PostgreSQL database. As of a query, but that columns declared NOT NULL are not nullable, and comments on them are
    /// metadata ("comment").
    /// </summary>
    /// <param name="database">The database, or its connection string.</param>
    /// <param name="table">The name exactly as it is, letter case and all; no dot leads into a schema.</param>
    /// <param name="schema">The schema's name. Default null: the first of the search path that has the table.</param>
    /// <exception cref="DatabaseException">The database cannot be reached, or has no such table; and as of a query.</exception>
    public static DataFrame PostgresTable(PostgresDatabase database, string table, string? schema = null) => PostgresQuery.OfTable(database, schema, table);
}
