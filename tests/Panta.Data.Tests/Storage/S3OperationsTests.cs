using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Storage;
using Panta.Data.Tests.Delta;

namespace Panta.Data.Tests.Storage;

[Collection("S3")]
public sealed class S3OperationsTests(S3Server server) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [S3Fact]
    public void Every_operation_does_on_S3_what_it_does_on_a_disk()
    {
        DeltaTable[] tables = [.. new[] { _folder["table"], server.NewTable() }
            .Select(path => DeltaTable.Create(path, Rows.At(0, 1).Schema, new() { S3 = server.Options }))];
        foreach (var step in Steps())
        {
            var outcomes = tables.Select(step).ToList();
            Assert.Equal(outcomes[0], outcomes[1]);
            TableAssert.Equal(tables[0].Read(), tables[1].Read());
        }

        Assert.True(tables[0].Version > 10);
        for (var version = 1; version <= tables[0].Version; version++) TableAssert.Equal(tables[0].Read(version: version), tables[1].Read(version: version));
        Assert.All(tables, table => Assert.Null(table.CheckpointFailure));
    }

    [S3Fact]
    public void Vacuum_deletes_on_S3_what_no_version_needs()
    {
        var table = DeltaTable.Create(server.NewTable(), Rows.At(0, 1).Schema, new() { S3 = server.Options });
        for (var day = 0; day < 4; day++) table.Append(Rows.At(day, 2));
        table.Optimize();
        var rows = table.Read();
        var files = TableFiles.At(table.Path, server.Options);
        files.Replace("stray.parquet", new byte[10]);

        var found = table.Vacuum(TimeSpan.Zero, dryRun: true, allowShortRetention: true);
        var before = files.List("").Count();
        var deleted = table.Vacuum(TimeSpan.Zero, allowShortRetention: true);

        Assert.Equal((5, 6), (found.Files.Length, before));
        Assert.Equal(found.Files.AsEnumerable(), deleted.Files.AsEnumerable());
        Assert.Single(files.List(""));
        TableAssert.Equal(rows, DeltaTable.Open(table.Path, s3: server.Options with { CacheFolder = server.CacheFolder + "6" }).Read());
        Assert.Contains("the data file is missing", Assert.Throws<DeltaException>(() =>
            DeltaTable.Open(table.Path, s3: server.Options with { CacheFolder = server.CacheFolder + "6" })
                .Read(version: 3)).Message, StringComparison.Ordinal);
    }

    [S3Fact("golden/delta")]
    public void Changes_are_read_on_S3_as_on_a_disk()
    {
        var (folder, address) = (GoldenTables.Folder("change_data_feed"), server.NewTable());
        var files = TableFiles.At(address, server.Options);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files.Replace(Path.GetRelativePath(folder, path), File.ReadAllBytes(path));

        var (local, remote) = (DeltaTable.Open(folder), DeltaTable.Open(address, s3: server.Options));
        var first = Enumerable.Range(0, (int)local.Version + 1).First(version => IsTold(local, version));

        TableAssert.Equal(local.Changes(first).ToTable(), remote.Changes(first).ToTable());
    }

    static bool IsTold(DeltaTable table, long version)
    {
        try
        {
            return table.Changes(version).ToTable().RowCount > 0;
        }
        catch (DeltaException)
        {
            return false;
        }
    }

    static IEnumerable<Func<DeltaTable, string>> Steps()
    {
        static string Told(DeltaChange change) => $"{change with { FilesScanned = 0 }}";
        for (var day = 0; day < 6; day++)
        {
            var now = day;
            yield return table => $"{table.Append(Rows.At(now, 4))}";
        }

        yield return table => Told(table.Delete(Expression.Parse("x >= 5 and id <> '5-0'")));
        yield return table => Told(table.Update(Expression.Parse("id like '1-%'"), new Dictionary<string, Expression> { ["x"] = Expression.Parse("x + 100") }));
        yield return table => Told(table.Merge(Rows.At(2, 6),
            Expression.Parse("target.id = source.id"), new() { WhenMatched = [MergeClause.UpdateAll()], WhenNotMatched = [MergeClause.InsertAll()] }));
        yield return table => Told(table.Optimize(new() { ZOrderBy = ["x"] }));
        yield return table => Told(table.Restore(6));
        yield return table => Told(table.Overwrite(Rows.At(3, 2), new() { Where = Expression.Parse("x >= 3 and x < 4") }));
        yield return table => $"{table.AddConstraint("bounded", "x < 1000")}";
        yield return table => Told(table.Overwrite(Rows.At(9, 3)));
    }
}
