using Npgsql;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Writes rows to tables of a PostgreSQL database, by binary COPY in one transaction.</summary>
public static class PostgresTable
{
    /// <summary>
    /// Writes all rows of a frame. Others see them all at once, when the write has ended; until then, and after a failure, they see what was there before. Rows
    /// are read and sent batch by batch.
    /// </summary>
    /// <param name="database">The database, or its connection string.</param>
    /// <param name="table">The table's name exactly as it is, letter case and all.</param>
    /// <param name="rows">The rows. Columns go to those of the same name; columns of the table that the frame has not get their defaults.</param>
    /// <param name="options">What becomes of a table that is there, its schema, and who is told of progress. Default: it is made.</param>
    /// <param name="cancel">Gives the write up; nothing of it stays.</param>
    /// <returns>The number of rows written.</returns>
    /// <remarks>
    /// A table that is made has columns of the frame's types: byte and short smallint, integer, long bigint, float real, double double precision, decimal(p,s)
    /// numeric(p,s), string text, binary bytea, date, timestamp timestamptz, timestamp_ntz timestamp, vector double precision[], array an array; not null where
    /// the field is not nullable. A table that is there may have wider ones: larger integers and floats, numeric for integers, and varchar, char, citext, json,
    /// jsonb, uuid and enums for text. Nothing is rounded or cut.
    /// </remarks>
    /// <exception cref="DatabaseException">
    /// The database cannot be reached; the table is there, or is not; a column has no place in it; or the server refuses a row.
    /// </exception>
    /// <exception cref="OperationCanceledException">The write was given up.</exception>
    public static long Write(
        PostgresDatabase database, string table, DataFrame rows, PostgresWriteOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var name = PostgresName.Of(options.Schema, table);
        if (rows.Schema.Count == 0) throw new ArgumentException("The frame has no columns: there is nothing to write.", nameof(rows));

        using var session = PostgresSession.Write(database, database.Timeout);
        session.CancelBy(cancel);
        return new Target(database, session, name, cancel).Write(rows, options);
    }

    sealed class Target(PostgresDatabase database, PostgresSession session, string name, CancellationToken cancel)
    {
        public long Write(DataFrame rows, PostgresWriteOptions options)
        {
            var targets = Guard(() => Prepare(rows.Schema, options.Mode));
            var columns = string.Join(", ", rows.Schema.Names.Select(PostgresName.Quote));
            using var copy = Guard(() => new CopyWriter(session.Connection, $"COPY {name} ({columns}) FROM STDIN (FORMAT BINARY)"));
            // Whatever the frame itself fails with stays its own; the copy is given up when it is disposed.
            foreach (var batch in rows.Batches(cancel))
            {
                Guard(() => Send(copy, batch, targets));
                options.Progress?.Report(copy.Rows);
            }

            Guard(copy.Finish);
            Commit();
            return copy.Rows;
        }

        WireTarget[] Prepare(Schema schema, PostgresWriteMode mode)
        {
            var isThere = session.Query("SELECT to_regclass($1) IS NOT NULL", row => row.GetBoolean(0), name)[0];
            if (isThere && mode == PostgresWriteMode.Create)
                throw database.Error(DatabaseProblem.AlreadyExists, $"table {name} is there already. Append to it, replace its rows, or give another name.");
            if (!isThere && mode == PostgresWriteMode.Append)
                throw database.Error(DatabaseProblem.NotFound, $"there is no table {name} to append to. Create it, or mind the letter case of its name.");

            // DELETE, not TRUNCATE: nobody waits, and whoever reads goes on seeing the old rows, this frame too where it reads the table itself.
            if (!isThere) session.Execute($"CREATE TABLE {name} ({string.Join(", ", schema.Fields.Select(WireTarget.Definition))})");
            else if (mode == PostgresWriteMode.Replace) session.Execute($"DELETE FROM {name}");
            return Targets(schema);
        }

        WireTarget[] Targets(Schema schema)
        {
            var there = session.Describe($"SELECT * FROM {name}", []).ToDictionary(column => column.ColumnName);
            var catalog = CatalogType.Read(session, there.Values.Select(column => column.TypeOID));
            return [.. schema.Fields.Select(TargetOf)];

            WireTarget TargetOf(Field field)
            {
                if (!there.TryGetValue(field.Name, out var column))
                    throw database.Error(DatabaseProblem.Changed, $"table {name} has no column '{field.Name}'. It has {string.Join(", ", there.Keys)}.");

                var kind = column.DataTypeName;
                return WireTarget.Of(field, column, catalog)
                    ?? throw database.Error(
                        DatabaseProblem.Changed, $"column '{field.Name}' of table {name} is {kind}, which does not hold every {field.Type}. Cast it first.");
            }
        }

        void Commit()
        {
            try
            {
                session.Commit();
            }
            catch (Exception error) when (PostgresErrors.IsOurs(error) && error is not PostgresException)
            {
                const string Reason = "the connection broke while the rows were committed. Look whether they are there before you write them again.";
                throw database.Error(DatabaseProblem.Broken, Reason, error);
            }
            catch (PostgresException error)
            {
                throw PostgresErrors.Of(database, error);
            }
        }

        long Send(CopyWriter copy, Table batch, WireTarget[] targets)
        {
            try
            {
                return copy.Send(batch, targets);
            }
            catch (FieldException error)
            {
                throw database.Error(DatabaseProblem.Value, $"row {copy.Rows + 1} of column '{batch.Schema[copy.Field].Name}' holds {error.Message}.", error);
            }
        }

        T Guard<T>(Func<T> action)
        {
            try
            {
                return action();
            }
            catch (Exception error) when (PostgresErrors.IsOurs(error))
            {
                cancel.ThrowIfCancellationRequested();
                throw PostgresErrors.Of(database, error);
            }
        }
    }
}
