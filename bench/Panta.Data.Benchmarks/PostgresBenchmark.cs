using System.Data;
using System.Diagnostics;
using Npgsql;
using Panta.Data.Databases;
using Panta.Data.Reading;

namespace Panta.Data.Benchmarks;

/// <summary>
/// Rows a second from a PostgreSQL table to a <c>Table</c>, batches of one, and back, against Npgsql reading the same rows and keeping nothing: its binary COPY, and its
/// reader of a SELECT, in the same run: the least of five runs each, in turn. A ratio of 1 is as fast as only reading. Needs a server: PANTA_POSTGRES, a connection string.
/// </summary>
static class PostgresBenchmark
{
    const int Runs = 5;
    const string Table = "panta_bench";
    const string Columns = "id, at, x, y, kind, k";

    public static void Run(int rows)
    {
        if (Environment.GetEnvironmentVariable("PANTA_POSTGRES") is not { Length: > 0 } connection)
        {
            Console.WriteLine("\nPostgreSQL: no server; PANTA_POSTGRES takes a connection string.");
            return;
        }

        using var source = NpgsqlDataSource.Create(connection);
        Fill(source, rows);
        var (copy, select, table, batches, parameters, write) = (double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue);
        var data = Read.PostgresTable(source, Table).ToTable();
        for (var run = 0; run < Runs; run++)
        {
            copy = Math.Min(copy, Seconds(rows, () => Copy(source)));
            select = Math.Min(select, Seconds(rows, () => Select(source)));
            table = Math.Min(table, Seconds(rows, () => Read.PostgresTable(source, Table).ToTable().RowCount));
            batches = Math.Min(batches, Seconds(rows, () => Read.PostgresTable(source, Table).Batches().Sum(batch => batch.RowCount)));
            parameters = Math.Min(parameters, Seconds(rows, () => Read.Postgres(source, $"SELECT {Columns} FROM {Table} WHERE id > $1", 0L).Batches().Sum(batch => batch.RowCount)));
            write = Math.Min(write, Seconds(rows, () => (int)PostgresTable.Write(source, Table + "_copy", data, new() { Mode = PostgresWriteMode.Replace })));
            Execute(source, $"DROP TABLE {Table}_copy");
        }

        Console.WriteLine($"\n{rows:N0} rows of {Columns} in PostgreSQL, {Environment.ProcessorCount} cores; million rows a second");
        Console.WriteLine($"{"",-34}{"",10}{"of COPY",10}{"of SELECT",11}");
        foreach (var (name, seconds) in ((string, double)[])
                 [("Npgsql's COPY, only read", copy), ("Npgsql's SELECT, only read", select), ("Table", table), ("batches", batches), ("batches, with a parameter", parameters), ("written", write)])
            Console.WriteLine($"{name,-34}{rows / seconds / 1e6,10:0.00}{copy / seconds,10:0.00}{select / seconds,11:0.00}");
        Execute(source, $"DROP TABLE {Table}");
    }

    static void Fill(NpgsqlDataSource source, int rows) => Execute(source, $"""
        DROP TABLE IF EXISTS {Table}, {Table}_copy;
        CREATE TABLE {Table} AS SELECT i AS id, timestamptz '2024-01-01Z' + i * interval '1 second' AS at, random() AS x,
          CASE WHEN i % 10 = 0 THEN NULL ELSE random() * 100 END AS y, 'kind ' || i * 7919 % 21 AS kind, (random() * 1000)::int AS k
        FROM generate_series(1::bigint, {rows}) i
        """);

    static int Copy(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        using var reader = connection.BeginBinaryExport($"COPY {Table} ({Columns}) TO STDOUT (FORMAT BINARY)");
        var rows = 0;
        for (; reader.StartRow() >= 0; rows++)
        {
            reader.Read<long>();
            reader.Read<DateTime>();
            reader.Read<double>();
            if (reader.IsNull) reader.Skip();
            else reader.Read<double>();
            reader.Read<string>();
            reader.Read<int>();
        }

        return rows;
    }

    static int Select(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand($"SELECT {Columns} FROM {Table}", connection);
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
        var rows = 0;
        for (; reader.Read(); rows++)
        {
            reader.GetInt64(0);
            reader.GetDateTime(1);
            reader.GetDouble(2);
            if (!reader.IsDBNull(3)) reader.GetDouble(3);
            reader.GetString(4);
            reader.GetInt32(5);
        }

        return rows;
    }

    static void Execute(NpgsqlDataSource source, string sql)
    {
        using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    static double Seconds(int rows, Func<int> action)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var read = action();
        return read == rows ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{read} rows were read, there are {rows}.");
    }
}
