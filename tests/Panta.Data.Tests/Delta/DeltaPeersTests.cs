using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Our tables as delta-rs reads them.</summary>
public sealed class DeltaPeersTests : IDisposable
{
    const string ReadBack = """
        import sys, json, math, datetime, decimal, deltalake
        table = deltalake.DeltaTable(sys.argv[1])
        def plain(v):
            if isinstance(v, float): return float.hex(v) if math.isfinite(v) else str(v)
            if isinstance(v, (datetime.datetime, datetime.date, decimal.Decimal)): return str(v)
            if isinstance(v, bytes): return v.hex()
            if isinstance(v, list): return [plain(x) for x in v]
            if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
            return v
        print(table.version())
        print(table.transaction_version("app"))
        for row in table.to_pyarrow_table().to_pylist(): print(json.dumps(plain(row), ensure_ascii=False))
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PeersFact]
    public async Task Extremes_nulls_and_NaN_of_every_type_are_read_back_by_another_reader()
    {
        var rows = Rows.OfEveryType().Without("ntz");
        DeltaTable.Create(_folder["table"], rows.Schema).Append(rows);

        Snapshot.Match(await Peers.RunAsync(ReadBack, _folder["table"]));
    }

    [PeersFact]
    public async Task Structs_new_fields_partitions_and_a_checkpoint_are_read_back_by_another_reader()
    {
        var table = DeltaTable.Create(_folder["table"], Batch(0).Schema, new() { Structs = ["features", "output"], PartitionColumns = ["town"] });
        for (var i = 0; i < 12; i++)
            table.Append(i < 11 ? Batch(i) : Batch(i).With("features.wind speed", Numbers(1.5, 2.5)).With("output.prediction", Numbers(7, 8)), new("app", i), addColumns: true);
        Assert.Null(table.CheckpointFailure);
        for (var version = 0; version < 10; version++) File.Delete(Path.Combine(_folder["table"], "_delta_log", $"{version:D20}.json"));

        var output = await Peers.RunAsync(ReadBack, _folder["table"]);

        Snapshot.Match(string.Join('\n', output.Split('\n').Order(StringComparer.Ordinal)));
    }

    [PeersFact]
    public async Task Rows_that_another_writer_appends_to_our_table_are_ours_to_read_and_to_build_on()
    {
        var table = DeltaTable.Create(_folder["table"], Batch(0).Schema, new() { Structs = ["features"] });
        table.Append(Batch(0));
        await Peers.RunAsync(
            """
            import sys, deltalake
            table = deltalake.DeltaTable(sys.argv[1])
            deltalake.write_deltalake(table, table.to_pyarrow_table(), mode="append")
            deltalake.DeltaTable(sys.argv[1]).create_checkpoint()
            """,
            _folder["table"]);

        table.Append(Batch(1));

        Assert.Equal(3, table.Version);
        TableAssert.Equal(Table.Concat([Batch(0), Batch(0), Batch(1)]), DeltaTable.Open(_folder["table"]).Read());
    }

    static Table Batch(int i) => Table.Of(
        ("id", new Column<long>(DataType.Int64, new[] { i * 2L, i * 2L + 1 })),
        ("town", TextColumn.Of(["Köln", i % 3 == 0 ? null : "x=y/z %"])),
        ("features.temp", Numbers(i, i + 0.5)));

    static Column<double> Numbers(params double[] values) => new(DataType.Float64, values);
}
