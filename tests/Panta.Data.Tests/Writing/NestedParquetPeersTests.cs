using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;
using Panta.Tests;

namespace Panta.Data.Tests.Writing;

/// <summary>Nested columns of Parquet files as pyarrow reads and writes them, and our JSON rows against its values.</summary>
public sealed class NestedParquetPeersTests
{
    const int Tables = 25;

    // Compares each of our files with our JSON of its rows, and writes the file anew.
    const string Script = """
        import sys, json, math, datetime, decimal, pyarrow.parquet as pq
        def plain(v):
            if isinstance(v, float): return v if math.isfinite(v) else "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
            if isinstance(v, (datetime.datetime, datetime.date)): return v.isoformat()
            if isinstance(v, decimal.Decimal): return {"decimal": format(v, "f")}
            if isinstance(v, bytes): return {"hex": v.hex()}
            if isinstance(v, (list, tuple)): return [plain(x) for x in v]
            if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
            return v
        for i in range(int(sys.argv[2])):
            table = pq.ParquetFile(f"{sys.argv[1]}/ours{i}.parquet").read()
            ours = [json.loads(line) for line in open(f"{sys.argv[1]}/ours{i}.jsonl", encoding="utf-8")]
            rows = [plain(row) for row in table.to_pylist()]
            if len(rows) != len(ours): print(f"{i}: {len(ours)} rows, pyarrow reads {len(rows)}")
            for mine, its in zip(ours, rows):
                if mine != its: print(f"{i}: {mine} is {its} to pyarrow"); break
            pq.write_table(table, f"{sys.argv[1]}/theirs{i}.parquet")
        """;

    [PeersFact]
    public async Task Nested_columns_are_the_same_to_pyarrow_both_ways()
    {
        using var folder = new TemporaryFolder();
        var tables = Enumerable.Range(0, Tables).Select(Sample).ToArray();
        for (var i = 0; i < Tables; i++)
        {
            ParquetFile.Write(folder[$"ours{i}.parquet"], tables[i]);
            using var lines = File.Create(folder[$"ours{i}.jsonl"]);
            JsonRows.WriteLines(tables[i], lines);
        }

        Assert.Equal("", await Peers.RunAsync(Script, folder["."], $"{Tables}"));

        for (var i = 0; i < Tables; i++) NestedData.AssertEqual(tables[i], Read.File(folder[$"theirs{i}.parquet"]).ToTable(), i);
    }

    static Table Sample(int seed)
    {
        var random = new Random(seed);
        var schema = new Schema([.. Enumerable.Range(0, 3).Select(i => new Field($"c{i}", NestedData.Type(random, 3)))]);
        return NestedData.Rows(random, schema, random.Next(1, 300));
    }
}
