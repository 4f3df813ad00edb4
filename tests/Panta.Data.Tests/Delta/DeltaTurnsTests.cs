using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

/// <summary>One table, written by us and by delta-rs in turn.</summary>
public sealed class DeltaTurnsTests : IDisposable
{
    const string Turn = """
        import sys, json, deltalake, pyarrow as pa
        path, what = sys.argv[1], sys.argv[2]
        t = deltalake.DeltaTable(path)
        rows = lambda r: pa.table({"id": pa.array([x[0] for x in r], pa.int64()), "town": pa.array([x[1] for x in r], pa.string()), "x": pa.array([x[2] for x in r], pa.float64())})
        if what == "append": deltalake.write_deltalake(t, rows([(5, "Jena", 5.5), (6, None, -0.5)]), mode="append")
        if what == "delete": t.delete("id = 1")
        if what == "update": t.update(updates={"x": "x + 1"}, predicate="id = 6")
        if what == "merge": t.merge(rows([(6, "Bonn", 66.0), (7, "Bonn", 77.0)]), "t.id = s.id", source_alias="s", target_alias="t").when_matched_update_all().when_not_matched_insert_all().execute()
        if what == "optimize": t.optimize.compact()
        if what == "zorder": t.optimize.z_order(["id"])
        if what == "checkpoint": t.create_checkpoint()
        if what == "break":
            try: deltalake.write_deltalake(t, rows([(-1, "x", 1.0)]), mode="append"); print("broken")
            except Exception as e: print("refused" if "failed validation" in str(e) else str(e))
        if what == "restore": t.restore(int(sys.argv[3]))
        t = deltalake.DeltaTable(path)
        for row in sorted(t.to_pyarrow_table().to_pylist(), key=lambda r: json.dumps(r, sort_keys=True)): print(json.dumps(row, ensure_ascii=False))
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PeersFact]
    public async Task A_table_written_by_delta_rs_and_us_in_turn_stays_whole()
    {
        var table = DeltaTable.Create(_folder["table"], new(new Field("id", DataType.Int64), new Field("town", DataType.String), new Field("x", DataType.Float64)), new() { PartitionColumns = ["town"] });
        table.Append(Rows((1, "Ulm", 1.5), (2, null, 2.5), (3, "a/b=c %ü", 3.5), (4, "Ulm", null)));
        await SameAsync("append", 6);
        table.Delete(Col("id").EqualTo(2L));
        await SameAsync("delete", 4);
        table.Merge(Rows((3, "Ulm", 30), (8, "Ulm", 8)), Expression.Parse("target.id = source.id"), new() { WhenMatched = [MergeClause.UpdateAll()], WhenNotMatched = [MergeClause.InsertAll()] });
        await SameAsync("update", 5);
        table.Update(Col("x").IsNull(), new Dictionary<string, Expression> { ["x"] = 0.5 });
        await SameAsync("merge", 6);
        var version = table.Version;
        table.Optimize(new() { ZOrderBy = ["id"] });
        await SameAsync("optimize", 6);
        table.Append(Rows((9, "Ulm", 9)));
        await SameAsync("zorder", 7);
        table.AddConstraint("positive", "id > 0");
        Assert.Equal("refused", (await Peers.RunAsync(Turn, _folder["table"], "break")).Split('\n')[0]);
        for (var i = 10; i < 22; i++) table.Append(Rows((i, "Ulm", i)));
        await SameAsync("checkpoint", 19);
        table.Restore(version);
        await SameAsync("", 6);
    }

    async Task SameAsync(string turn, int count)
    {
        var theirs = (await Peers.RunAsync(Turn, _folder["table"], turn)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ours = DeltaTable.Open(_folder["table"]).Read();
        Assert.Equal(count, ours.RowCount);
        Assert.Equal(theirs.Order(StringComparer.Ordinal), Enumerable.Range(0, ours.RowCount).Select(row => Json(ours, row)).Order(StringComparer.Ordinal));
    }

    // As Python's json writes it.
    static string Json(Table rows, int row)
    {
        var town = rows["town"].Value(row) is string text ? $"\"{text}\"" : "null";
        var x = rows["x"].Value(row) is double number ? number.ToString("0.0##", System.Globalization.CultureInfo.InvariantCulture) : "null";
        return $$"""{"id": {{rows["id"].Value(row)}}, "town": {{town}}, "x": {{x}}}""";
    }

    static Table Rows(params (long Id, string? Town, double? X)[] rows) => Table.Of(
        ("id", Columns.Of(DataType.Int64, [.. rows.Select(row => (object?)row.Id)])), ("town", Columns.Texts([.. rows.Select(row => row.Town)])),
        ("x", Columns.Of(DataType.Float64, [.. rows.Select(row => (object?)row.X)])));
}
