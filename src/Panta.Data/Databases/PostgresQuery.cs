using System.Collections.Immutable;
using Npgsql;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>
/// A query of a PostgreSQL database as a frame. Each pass is one read-only transaction on one snapshot; rows are streamed, never gathered, on either side. They
/// come by <c>COPY (query) TO STDOUT (FORMAT BINARY)</c>, whose bytes go from the socket into columns: every value as the server has it, ±infinity and 38 digits too.
/// Only COPY takes no parameters: a query with some is a <c>SELECT</c> of packed records, read by the same readers at two thirds of the speed. A cursor fetched in
/// pieces was no faster, and keeps the server from a parallel plan. Npgsql's own reader of a SELECT is faster than its COPY, but loses such values
/// (bench/Panta.Data.Benchmarks, postgres).
/// </summary>
sealed class PostgresQuery
{
    readonly PostgresDatabase _database;
    readonly string _sql;
    readonly ImmutableArray<object?> _parameters;
    readonly ImmutableArray<PostgresColumn> _columns;

    PostgresQuery(PostgresDatabase database, string sql, object?[] parameters)
    {
        _database = database;
        _sql = sql;
        _parameters = [.. parameters];
        _columns = [];
    }

    PostgresQuery(PostgresQuery query, ImmutableArray<PostgresColumn> columns, Schema schema)
    {
        (_database, _sql, _parameters, _columns) = (query._database, query._sql, query._parameters, columns);
        Schema = schema;
    }

    /// <summary>Gets the fields of the rows.</summary>
    public Schema Schema { get; } = Schema.Empty;

    /// <summary>A frame of a statement's rows; the statement is described now and run at each pass.</summary>
    public static DataFrame Frame(PostgresDatabase database, string sql, object?[] parameters)
    {
        if (string.IsNullOrWhiteSpace(sql)) throw new ArgumentException("The query is empty. Give a SELECT.", nameof(sql));

        var query = new PostgresQuery(database, sql.TrimEnd().TrimEnd(';'), parameters);
        using var session = PostgresSession.Read(database, database.Timeout);
        var columns = query.Describe(session, parameters: query.Bound(), out _);
        return query.With(columns, [.. columns.Select(column => new Field(column.Name, column.Type))]);
    }

    /// <summary>A frame of a table's rows, with what the table says of its columns: which are never null, and the comments on them.</summary>
    public static DataFrame OfTable(PostgresDatabase database, string? schema, string table)
    {
        var name = PostgresName.Of(schema, table);
        var query = new PostgresQuery(database, $"SELECT * FROM {name}", []);
        using var session = PostgresSession.Read(database, database.Timeout);
        var columns = query.Describe(session, [], out var tableId);
        var known = PostgresErrors.Guard(database, () => session.Query(
            """
            SELECT attname::text, attnotnull, col_description(attrelid, attnum)
            FROM pg_attribute WHERE attrelid = $1::bigint::oid AND attnum > 0 AND NOT attisdropped
            """,
            row => (Name: row.GetString(0), Told: new Told(row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2))),
            (long)tableId)).ToDictionary(column => column.Name, column => column.Told);
        return query.With(columns, [.. columns.Select(column => FieldOf(column, known.GetValueOrDefault(column.Name)))]);
    }

    static Field FieldOf(PostgresColumn column, Told? told)
    {
        var field = new Field(column.Name, column.Type) { Nullable = told is not { NotNull: true } };
        return told?.Comment is { } comment ? field with { Metadata = field.Metadata.Add("comment", comment) } : field;
    }

    DataFrame With(ImmutableArray<PostgresColumn> columns, ImmutableArray<Field> fields)
    {
        var query = new PostgresQuery(this, columns, new(fields));
        ImmutableArray<int> all = [.. Enumerable.Range(0, columns.Length)];
        return new(new BatchSource(query.Schema, cancel => query.Batches(all, cancel)) { SomeColumns = query.Batches });
    }

    // Columns that a query over the frame does not touch are not asked for.
    IEnumerable<Table> Batches(ImmutableArray<int> wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var schema = new Schema([.. wanted.Select(column => Schema[column])]);
        using var pass = new PostgresPass(_database, schema, [.. wanted.Select(column => _columns[column])], cancel);
        pass.Start(() => PostgresSession.Read(_database, _database.Timeout), session => Rows(session, wanted));
        while (pass.Next() is { } batch) yield return batch;
    }

    RowSource Rows(PostgresSession session, ImmutableArray<int> wanted)
    {
        RequireSame(Describe(session, Bound(), out _));
        var names = string.Join(", ", _columns.Select((_, i) => $"c{i}"));
        var values = string.Join(", ", wanted.Select(i => $"c{i}{_columns[i].Form.Cast}"));
        // The statement was understood by itself before: it can neither leave the parentheses nor swallow them.
        var from = $"FROM (\n{_sql}\n) AS q({names})";
        if (_parameters.IsEmpty) return new CopiedRows(session.Connection, $"COPY (SELECT {values} {from}) TO STDOUT (FORMAT BINARY)");

        var command = new NpgsqlCommand($"SELECT record_send(ROW({values})) {from}", session.Connection);
        foreach (var parameter in Bound()) command.Parameters.Add(parameter);
        return new SentRecords(command);
    }

    ImmutableArray<PostgresColumn> Describe(PostgresSession session, IEnumerable<NpgsqlParameter> parameters, out uint tableId)
    {
        var columns = PostgresErrors.Guard(_database, () => session.Describe(_sql, parameters), _sql);
        if (columns.Count == 0)
            throw _database.Error(DatabaseProblem.InvalidSql, "the statement answers with no columns. Give a query: SELECT, VALUES, TABLE or WITH.");
        if (columns.GroupBy(column => column.ColumnName).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw _database.Error(DatabaseProblem.InvalidSql, $"two columns are called '{twice.Key}'. Give one of them another name with AS.");

        tableId = columns[0].TableOID;
        var unknown = columns.Select(column => column.TypeOID).Where(type => !PostgresForm.IsKnown(type)).ToList();
        var catalog = unknown.Count == 0 ? ImmutableDictionary<uint, CatalogType>.Empty
            : PostgresErrors.Guard(_database, () => CatalogType.Read(session, unknown));
        return [.. columns.Select(column => PostgresColumn.Of(column, _database.Numerics, catalog))];
    }

    void RequireSame(ImmutableArray<PostgresColumn> now)
    {
        if (!Shape(now).SequenceEqual(Shape(_columns)))
            throw _database.Error(DatabaseProblem.Changed, $"the columns are no longer those of the frame, {Schema}. Make the frame again.");
    }

    static IEnumerable<(string Name, DataType Type, string Cast)> Shape(ImmutableArray<PostgresColumn> columns) =>
        columns.Select(column => (column.Name, column.Type, column.Form.Cast));

    IEnumerable<NpgsqlParameter> Bound() => _parameters.Select(PostgresParameter.Of);

    sealed record Told(bool NotNull, string? Comment);
}
