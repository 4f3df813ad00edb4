using System.Diagnostics;
using Panta.Data.Reading;

namespace Panta.Data.Benchmarks;

/// <summary>
/// Rows a second from CSV and Parquet files to a <c>Table</c>, against DuckDB's own materialising scan of the same file (CREATE TEMP TABLE AS) in the same run: the least of
/// five runs each, in turn. A ratio of 1 is as fast as DuckDB; the aim is at least 0.8.
/// </summary>
static class ReadingBenchmark
{
    const int Runs = 5;

    static readonly (string Name, string Columns)[] Shapes =
    [
        ("numbers", "i AS id, random() AS x, random() * 100 AS y, (random() * 1000)::INT AS k, random() < 0.5 AS flag"),
        ("mixed", """
            i AS id, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS at, random() AS x, CASE WHEN i % 10 = 0 THEN NULL ELSE random() * 100 END AS y, (random() * 1000)::INT AS k,
            'kind ' || (random() * 20)::INT AS kind, 'a name longer than twelve ' || (random() * 10000)::INT AS name
            """),
    ];

    public static void Run(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("panta-bench-");
        using var db = DuckDb.Open();
        db.Query("SELECT setseed(0.5)");
        Console.WriteLine($"{rows:N0} rows, {Environment.ProcessorCount} cores; million rows a second");
        Console.WriteLine($"{"file",-18}{"DuckDB",10}{"Table",10}{"ratio",8}{"batches",10}{"ratio",8}");
        foreach (var (name, columns) in Shapes)
            foreach (var extension in (string[])["parquet", "csv"])
            {
                var path = Path.Combine(folder.FullName, $"{name}.{extension}");
                db.Execute($"COPY (SELECT {columns} FROM range({rows}) r(i)) TO {DuckDb.Literal(path)}");
                Compare(db, path, rows);
                File.Delete(path);
            }

        folder.Delete(recursive: true);
    }

    static void Compare(DuckDb db, string path, int rows)
    {
        var (native, table, batches) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            native = Math.Min(native, Seconds(() => db.Execute($"CREATE OR REPLACE TEMP TABLE t AS SELECT * FROM {DuckDb.Literal(path)}")));
            db.Execute("DROP TABLE t");
            table = Math.Min(table, Seconds(() => Expect(rows, Read.File(path).ToTable().RowCount)));
            batches = Math.Min(batches, Seconds(() => Expect(rows, Read.File(path).Batches().Sum(batch => batch.RowCount))));
        }

        Console.WriteLine($"{Path.GetFileName(path),-18}{rows / native / 1e6,10:0.00}{rows / table / 1e6,10:0.00}{native / table,8:0.00}{rows / batches / 1e6,10:0.00}{native / batches,8:0.00}");
    }

    static double Seconds(Action action)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    static void Expect(int expected, int rows)
    {
        if (rows != expected) throw new InvalidOperationException($"{rows} rows were read, {expected} were written.");
    }
}
