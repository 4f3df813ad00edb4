using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class CheckpointReadingTests : IDisposable
{
    const string V2 = "spark_v2_checkpoint";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory("golden/delta")]
    [InlineData("checkpoint_classic", 10)]
    [InlineData("checkpoint_partitioned", 4)]
    [InlineData("spark_multipart_checkpoint", 4)]
    [InlineData("spark_dv_checkpoint", 4)]
    [InlineData("spark_v2_checkpoint", 3)]
    [InlineData("spark_v2_checkpoint_json", 3)]
    [InlineData("spark_stats_struct", 2)]
    public void A_checkpoint_gives_what_its_commits_give(string name, int version)
    {
        GoldenTables.Copy(name, _folder["table"]);
        var expected = Files(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot(version));
        DeleteCommits(version);

        Assert.Equal(expected, Files(DeltaTable.Open(_folder["table"]).Snapshot(version)));
    }

    [SharedFact("golden/delta/spark_v2_checkpoint")]
    public void A_V2_checkpoint_of_Parquet_is_read_with_its_sidecars()
    {
        GoldenTables.Copy(V2, _folder["table"]);
        var json = Directory.GetFiles(_folder["table/_delta_log"], "*.checkpoint.*.json").Single();
        using (var db = DuckDb.Open())
            db.Execute(
                $"COPY (SELECT * FROM read_json({DuckDb.Literal(json)}, format = 'newline_delimited')) TO {DuckDb.Literal(Path.ChangeExtension(json, ".parquet"))}");
        File.Delete(json);
        DeleteCommits(3);

        Assert.Equal(Files(DeltaTable.Open(GoldenTables.Folder(V2)).Snapshot()), Files(DeltaTable.Open(_folder["table"]).Snapshot()));
    }

    [SharedTheory("golden/delta")]
    [InlineData(V2)]
    [InlineData("checkpoint_classic")]
    [InlineData("spark_multipart_checkpoint")]
    public void A_checkpoint_without_one_of_its_parts_gives_way_to_the_commits(string name)
    {
        GoldenTables.Copy(name, _folder["table"]);
        var part = Directory.GetFiles(_folder["table/_delta_log"], "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        File.WriteAllText(part, "no Parquet");
        Assert.Equal(Files(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot()), Files(DeltaTable.Open(_folder["table"]).Snapshot()));
        File.Delete(part);

        Assert.Equal(Files(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot()), Files(DeltaTable.Open(_folder["table"]).Snapshot()));
    }

    [SharedTheory("golden/delta")]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[3]")]
    [InlineData("{\"version\":-1}")]
    [InlineData("{\"version\":\"10\"}")]
    [InlineData("{\"version\":1e300}")]
    [InlineData("{\"version\":5,\"size\":1}")]
    [InlineData("{\"version\":11}")]
    [InlineData("{\"version\":9000000000000000000}")]
    public void A_hint_that_is_wrong_does_no_harm(string hint)
    {
        GoldenTables.Copy("checkpoint_classic", _folder["table"]);
        File.WriteAllText(_folder["table/_delta_log/_last_checkpoint"], hint);
        var table = DeltaTable.Open(_folder["table"]);

        Assert.Equal(12, table.Version);
        Assert.Equal(Files(DeltaTable.Open(GoldenTables.Folder("checkpoint_classic")).Snapshot()), Files(table.Snapshot()));
        Assert.Equal(3, table.Snapshot(3).Version);
    }

    [SharedFact("golden/delta/checkpoint_classic")]
    public void Statistics_kept_as_a_struct_only_are_known()
    {
        GoldenTables.Copy("checkpoint_classic", _folder["table"]);
        var checkpoint = Directory.GetFiles(_folder["table/_delta_log"], "*.checkpoint.parquet").Single();
        using (var db = DuckDb.Open())
            db.Execute($$$"""
                CREATE TABLE actions AS SELECT * FROM read_parquet({{{DuckDb.Literal(checkpoint)}}});
                COPY (
                  SELECT * REPLACE (CASE WHEN add.path IS NOT NULL THEN struct_pack(
                    path := add.path, partitionValues := add.partitionValues, size := add.size, modificationTime := add.modificationTime, dataChange := false,
                    stats_parsed := {
                      numRecords: 3, nullCount: {id: 0, t: 1},
                      minValues: {id: 40, t: TIMESTAMPTZ '2026-01-01 00:00:00+00'}, maxValues: {id: 49, t: TIMESTAMPTZ '2026-01-02 00:00:00+00'}}) END AS add)
                  FROM actions
                ) TO {{{DuckDb.Literal(checkpoint)}}}
                """);
        DeleteCommits(10);

        var snapshot = DeltaTable.Open(_folder["table"]).Snapshot(10);

        Assert.Equal(3L * snapshot.FileCount, snapshot.RowCount);
        Assert.Equal(0, snapshot.Skipping(Functions.Col("id") > 49).FilesRead);
        Assert.Equal(snapshot.FileCount, snapshot.Skipping(Functions.Col("id") > 48).FilesRead);
    }

    static IEnumerable<string> Files(DeltaSnapshot snapshot) =>
        snapshot.Files.Select(file => WithoutStats((file with { DataChange = false }).Raw)).Order(StringComparer.Ordinal);

    // A struct of statistics becomes text in another spelling.
    static string WithoutStats(string raw)
    {
        var file = System.Text.Json.Nodes.JsonNode.Parse(raw)!.AsObject();
        file.Remove("stats");
        file.Remove("tags");
        return file.ToJsonString();
    }

    void DeleteCommits(int before)
    {
        for (var version = 0; version < before; version++) File.Delete(_folder[$"table/_delta_log/{version:D20}.json"]);
    }
}
