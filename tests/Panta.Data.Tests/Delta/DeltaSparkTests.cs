using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

/// <summary>One table, written by us and by a real Spark in turn: after each change both read the same rows.</summary>
[Collection(SparkTests.Name)]
public sealed class DeltaSparkTests(SparkServer spark) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string TablePath => _folder["table"];

    string Sql => $"delta.`{TablePath}`";

    public void Dispose() => _folder.Dispose();

    [SharedTheory(SparkServer.Needed)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_table_written_by_both_in_turn_stays_whole(bool partitioned)
    {
        var table = DeltaTable.Create(TablePath, Rows().Schema, new() { PartitionColumns = partitioned ? ["town"] : [] });
        table.Append(Rows((1, "Ulm", 1.5), (2, null, 2.5), (3, "a/b=c %ü", null), (4, "Ulm", 4.5)));
        await SameAsync(4);
        await spark.ExecuteAsync($"INSERT INTO {Sql} VALUES (5, 'Jena', 5.5), (6, null, -0.0), (7, 'a/b=c %ü', double('NaN'))");
        await SameAsync(7);
        table.Delete(Expression.Parse("id = 2 OR town = 'Jena'"));
        await SameAsync(5);
        await spark.ExecuteAsync($"DELETE FROM {Sql} WHERE id = 3");
        await SameAsync(4);
        table.Update(Col("town").EqualTo("Ulm"), new Dictionary<string, Expression> { ["x"] = Col("x") * 2.0, ["town"] = "Neu-Ulm" });
        await SameAsync(4);
        await spark.ExecuteAsync($"UPDATE {Sql} SET x = x + 1 WHERE id > 5");
        await SameAsync(4);

        table.Merge(Rows((1, "Ulm", 10), (8, "Bonn", 8), (9, null, null)), Expression.Parse("target.id = source.id"), new()
        {
            WhenMatched = [MergeClause.UpdateAll()], WhenNotMatched = [MergeClause.InsertAll()], WhenNotMatchedBySource = [MergeClause.Delete(Col("id").EqualTo(4L))],
        });
        await SameAsync(5);
        await spark.ExecuteAsync($"MERGE INTO {Sql} t USING (SELECT 8L id, 'Köln' town, 80D x UNION ALL SELECT 10L, 'Köln', 100D) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
        await SameAsync(6);

        await spark.ExecuteAsync($"OPTIMIZE {Sql}");
        await SameAsync(6);
        table.Append(Rows((11, "Ulm", 11)));
        table.Optimize();
        await SameAsync(7);
        await RestAsync(table);
    }

    async Task RestAsync(DeltaTable table)
    {
        table.AddConstraint("small", "x < 1000 OR x IS NULL OR isnan(x)");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => spark.ExecuteAsync($"INSERT INTO {Sql} VALUES (1, 'x', 5000)"));
        Assert.Contains("small", refused.Message, StringComparison.OrdinalIgnoreCase);
        await spark.ExecuteAsync($"ALTER TABLE {Sql} ADD CONSTRAINT Positive CHECK (id > 0 AND id < 100)");
        Assert.Contains("constraint 'positive'", Assert.Throws<DeltaException>(() => table.Append(Rows((-1, "x", 1)))).Message, StringComparison.Ordinal);

        table.Append(Table.Of(("id", Columns.Of(DataType.Int64, 12L)), ("note", Columns.Texts("new"))), addColumns: true);
        await SameAsync(8);
        await spark.ExecuteAsync($"ALTER TABLE {Sql} ADD COLUMNS (more INT)");
        await spark.ExecuteAsync($"INSERT INTO {Sql} (id, town, x, note, more) VALUES (13, 'Ulm', 1.0, 'n', 7)");
        await SameAsync(9);
        for (var i = 20; i < 32; i++) table.Append(Rows((i, "Ulm", i)));
        Assert.Null(table.CheckpointFailure);
        await SameAsync(21);
        await spark.ExecuteAsync($"DELETE FROM {Sql} WHERE id >= 25");
        await SameAsync(14);
        table.Overwrite(Rows((5, "Ulm", 1)), new() { Where = Col("id") < 10L });
        await SameAsync(10);
        table.Optimize(new() { ZOrderBy = ["id", "x"] });
        await SameAsync(10);
    }

    [SharedFact(SparkServer.Needed)]
    public async Task Spark_reads_our_checkpoints_without_the_commits_before_them_and_travels_in_time()
    {
        var table = DeltaTable.Create(TablePath, Rows().Schema, new() { PartitionColumns = ["town"], Properties = Properties(("delta.checkpoint.writeStatsAsStruct", "true")) });
        for (var i = 0; i < 12; i++) table.Append(Rows((i, i % 2 == 0 ? "Ulm" : null, i / 2.0)));
        table.Delete(Col("id") < 3L);
        for (var version = 0; version < 10; version++) File.Delete(Path.Combine(TablePath, "_delta_log", $"{version:D20}.json"));

        await SameAsync(9);
        Assert.Equal(12, (await spark.RowsAsync($"SELECT * FROM {Sql} VERSION AS OF 12")).Length);
        table.Restore(12);
        await SameAsync(12);
        Assert.Equal(["{\"n\":6}"], await spark.RowsAsync($"SELECT count(*) AS n FROM {Sql} WHERE town = 'Ulm' AND id < 12"));
        await spark.ExecuteAsync($"DESCRIBE HISTORY {Sql}");
    }

    [SharedFact(SparkServer.Needed)]
    public async Task Values_of_every_type_and_their_statistics_are_read_by_Spark()
    {
        var rows = Delta.Rows.OfEveryType().Without("vector");
        var table = DeltaTable.Create(TablePath, rows.Schema);
        table.Append(rows);

        Assert.Equal(4, (await spark.RowsAsync($"SELECT * FROM {Sql}")).Length);
        foreach (var condition in (string[])
                 [
                     "byte = -128", "short = 32767", "int = -2147483648", "long = 9007199254740993", "float = float('-Infinity')", "isnan(double)", "decimal = -0.0000000001BD",
                     "string = 'ünï✓😀'", "date = DATE'0001-01-01'", "timestamp = TIMESTAMP'9999-12-31 23:59:59.999999'", "ntz = TIMESTAMP_NTZ'1970-01-01 00:00:00.000001'", "long IS NULL",
                 ])
            Assert.True((await spark.RowsAsync($"SELECT 1 FROM {Sql} WHERE {condition}")).Length == 1, condition);
    }

    [SharedFact(SparkServer.Needed)]
    public async Task Nested_columns_written_by_us_are_read_and_continued_by_Spark()
    {
        var table = DeltaTable.Create(TablePath, new(new Field("id", DataType.Int64), new Field("s", DataType.Struct(new(new Field("a", DataType.Int32), new Field("l", DataType.Array(DataType.String)))))));
        table.Append(Panta.Data.Frames.DataFrame.Sql("SELECT 1::BIGINT AS id, {'a': 5, 'l': ['x', NULL]} AS s UNION ALL SELECT 2, NULL", new Dictionary<string, Panta.Data.Frames.DataFrame>()));

        await spark.ExecuteAsync($"INSERT INTO {Sql} SELECT 3L, named_struct('a', 7, 'l', array('z'))");
        table.Delete(Expression.Parse("s.a = 5"));

        Assert.Equal(
            ["""{"id":2,"s":null}""", """{"id":3,"s":{"a":7,"l":["z"]}}"""], (await spark.RowsAsync($"SELECT * FROM {Sql}")).Order(StringComparer.Ordinal));
        Assert.Equal(2, table.Read().RowCount);
    }

    async Task SameAsync(int count)
    {
        var ours = DeltaTable.Open(TablePath).Read();
        var theirs = await spark.RowsAsync($"SELECT * FROM {Sql}");
        Assert.Equal(count, ours.RowCount);
        Assert.Equal(
            theirs.Select(row => Text(JsonDocument.Parse(row).RootElement)).Order(StringComparer.Ordinal),
            Enumerable.Range(0, ours.RowCount).Select(row => Text(ours, row)).Order(StringComparer.Ordinal));
    }

    static string Text(JsonElement row) => string.Join("; ", row.EnumerateObject().Select(pair => $"{pair.Name}={(pair.Value.ValueKind == JsonValueKind.Null ? "null" : Number(pair.Value.ToString()))}"));

    static string Text(Table rows, int row) => string.Join("; ", rows.Schema.Names.Select(name => $"{name}={(rows[name].Value(row) is { } value ? Number(FormattableString.Invariant($"{value}")) : "null")}"));

    static string Number(string text) => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? FormattableString.Invariant($"{number:R}") : text;

    static Table Rows(params (long Id, string? Town, double? X)[] rows) => Table.Of(
        ("id", Columns.Of(DataType.Int64, [.. rows.Select(row => (object?)row.Id)])), ("town", Columns.Texts([.. rows.Select(row => row.Town)])),
        ("x", Columns.Of(DataType.Float64, [.. rows.Select(row => (object?)row.X)]))) is var table
        ? new(new([.. table.Schema.Fields.Select(field => field with { Nullable = true })]), table.Columns, table.RowCount) : throw new InvalidOperationException();

    static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Properties(params (string Name, string Value)[] properties) =>
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, properties.Select(each => KeyValuePair.Create(each.Name, each.Value)));
}
