using System.Diagnostics;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Benchmarks;

/// <summary>
/// What crossing the border to DuckDB costs: a query over a registered <c>Table</c>, its result back as a <c>Table</c>, against the same query over DuckDB's own
/// copy of the rows with the same way back, in the same run: the least of seven runs each, in turn. The aim is at most 15 % more.
/// </summary>
static class BorderBenchmark
{
    const int Runs = 7;

    static readonly (string Name, string Sql)[] Queries =
    [
        ("filter, 10 % of rows", "SELECT * FROM {0} WHERE x < 0.1"),
        ("filter by text", "SELECT id, x FROM {0} WHERE kind = 'kind 7'"),
        ("group by number", "SELECT k, count(*) AS n, sum(x) AS s, max(y) AS m FROM {0} GROUP BY k"),
        ("group by text", "SELECT kind, count(*) AS n, sum(x) AS s FROM {0} GROUP BY kind"),
        ("join with 1,000", "SELECT t.id, t.x, d.label FROM {0} t JOIN {1} d ON t.k = d.k WHERE t.x < 0.1"),
        ("join with itself", "SELECT count(*) AS n, sum(a.x * b.y) AS s FROM {0} a JOIN {0} b ON a.id = b.id"),
        ("sort, first 1,000", "SELECT * FROM {0} ORDER BY x LIMIT 1000"),
    ];

    // The verbs of a frame over the table, which know more of it than SQL can be told.
    static readonly (string Name, string Sql, Func<DataFrame, DataFrame> Verbs)[] Frames =
    [
        ("frame: filter by text", Queries[1].Sql, frame => frame.Where(Col("kind").EqualTo("kind 7")).Select("id", "x")),
        ("frame: group by number", Queries[2].Sql, frame => frame.GroupBy("k").Agg(Count().As("n"), Sum(Col("x")).As("s"), Max(Col("y")).As("m"))),
        ("frame: group by text", Queries[3].Sql, frame => frame.GroupBy("kind").Agg(Count().As("n"), Sum(Col("x")).As("s"))),
    ];

    public static void Run(int rows)
    {
        using var db = DuckDb.Open();
        db.Query("SELECT setseed(0.5)");
        db.Execute($"""
            CREATE TABLE native_t AS SELECT i AS id, random() AS x, CASE WHEN i % 10 = 0 THEN NULL ELSE random() * 100 END AS y, (random() * 999)::INT AS k,
              'kind ' || (random() * 20)::INT AS kind, 'a name longer than twelve ' || (random() * 10000)::INT AS name FROM range({rows}) r(i)
            """);
        db.Execute("CREATE TABLE native_d AS SELECT i::INT AS k, 'label ' || i AS label FROM range(1000) r(i)");
        var (table, small) = (db.Query("SELECT * FROM native_t"), db.Query("SELECT * FROM native_d"));

        Console.WriteLine($"\n{rows:N0} rows, {Environment.ProcessorCount} cores; milliseconds");
        Console.WriteLine($"{"query",-24}{"DuckDB's",10}{"Table",10}{"more",8}");
        foreach (var (name, sql) in Queries) Compare(db, name, sql, () => Registered(db, sql, table, small));
        foreach (var (name, sql, verbs) in Frames) Compare(db, name, sql, () => verbs(table).ToTable());
    }

    static Table Registered(DuckDb db, string sql, Table table, Table small)
    {
        db.Register("t", table);
        db.Register("d", small);
        var result = db.Query(string.Format(null, sql, "t", "d"));
        db.Unregister("t");
        db.Unregister("d");
        return result;
    }

    static void Compare(DuckDb db, string name, string sql, Func<Table> query)
    {
        var (native, border) = (double.MaxValue, double.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            native = Math.Min(native, Milliseconds(() => db.Query(string.Format(null, sql, "native_t", "native_d"))));
            border = Math.Min(border, Milliseconds(query));
        }

        Console.WriteLine($"{name,-24}{native,10:0.0}{border,10:0.0}{border / native - 1,8:0 %}");
    }

    static double Milliseconds(Func<Table> query)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        if (query().RowCount == 0) throw new InvalidOperationException("The query gave no rows.");
        return watch.Elapsed.TotalMilliseconds;
    }
}
