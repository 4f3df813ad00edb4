using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;
using Panta.Data.Tests.Delta;

namespace Panta.Data.Tests.Storage;

[Collection("S3")]
public sealed class S3TableTests(S3Server server)
{
    [S3Fact]
    public void A_table_lives_on_S3_as_on_a_disk()
    {
        var address = server.NewTable();
        Assert.False(DeltaTable.Exists(address, server.Options));
        var table = DeltaTable.Create(address, Rows.At(0, 1).Schema, new() { S3 = server.Options });
        for (var day = 0; day < 22; day++) Assert.Equal(day + 1, table.Append(Rows.At(day, 2), new("app", day)));
        Assert.Equal(22, table.Append(Rows.At(21, 2), new("app", 21)));

        var again = DeltaTable.Open(address, s3: server.Options with { CacheFolder = server.CacheFolder + "2" });

        Assert.Null(table.CheckpointFailure);
        Assert.True(DeltaTable.Exists(address, server.Options));
        Assert.Equal((address, 22L, 44L), (again.Path, again.Version, again.Snapshot().RowCount));
        foreach (var version in new[] { 0, 1, 9, 10, 11, 20, 22 })
            TableAssert.Equal(Table.Concat([Rows.At(0, 0), .. Enumerable.Range(0, version).Select(day => Rows.At(day, 2))]), again.Read(version: version));
        Assert.Equal(["WRITE", "WRITE", "WRITE"], again.History(3).Select(commit => commit.Operation));
        var log = TableFiles.At(address, server.Options).List("_delta_log").Select(file => file.Name["_delta_log/".Length..]).ToList();
        Assert.Equal(23 + 2 + 1, log.Count);
        Assert.Contains("00000000000000000020.checkpoint.parquet", log);
        Assert.Contains("another folder",
            Assert.Throws<DeltaException>(() => DeltaTable.Create(address, Rows.At(0, 1).Schema, new() { S3 = server.Options })).Message, StringComparison.Ordinal);
    }

    [S3Fact]
    public void Rows_of_every_type_parted_by_odd_texts_come_back_with_their_bits()
    {
        var odd = TextColumn.Of(["a/b ü%2F+", "..", "x=1&y?z#\u0001\n", "it's \"quoted\" *[1]"]);
        var rows = Rows.OfEveryType().With("town", odd);
        var table = DeltaTable.Create(server.NewTable(), rows.Schema, new() { S3 = server.Options, PartitionColumns = ["town"] });
        table.Append(rows);

        TableAssert.Equal(rows, DeltaTable.Open(table.Path, s3: server.Options).Read());
    }

    [S3Fact]
    public void What_is_stored_is_byte_for_byte_what_was_written()
    {
        var options = server.Options with { PartBytes = 5 << 20 };
        var address = server.NewTable();
        var files = TableFiles.At(address, options);
        var (small, large) = (new byte[3_000_001], new byte[12_345_678]);
        new Random(1).NextBytes(small);
        new Random(2).NextBytes(large);

        files.Replace("replaced", small);
        Assert.True(files.TryCreate("created", small));
        using (var staged = files.Stage())
        {
            File.WriteAllBytes(staged.Add("staged"), small);
            File.WriteAllBytes(staged.Add("in parts"), large);
            File.WriteAllBytes(staged.Add("_delta_log/watched", watched: true), []);
            staged.Publish();
        }

        Assert.Equal(small, Stored(address, "replaced"));
        Assert.Equal(small, Stored(address, "created"));
        Assert.Equal(small, Stored(address, "staged"));
        Assert.Equal(large, Stored(address, "in parts"));
        Assert.Empty(Stored(address, "_delta_log/watched"));
        using var fetched = TableFiles.At(address, options with { CacheFolder = server.CacheFolder + "3" }).Fetch(["in parts", "created"]);
        Assert.Equal(large, File.ReadAllBytes(fetched.Paths[0]));
        Assert.Equal(small, File.ReadAllBytes(fetched.Paths[1]));
    }

    [S3Fact]
    public void Reading_more_than_the_cache_holds_keeps_within_it()
    {
        var options = server.Options with { CacheBytes = 1 << 20, CacheFolder = server.CacheFolder + "4" };
        var random = new Random(3);
        Table Noise() => Table.Of(("x", new Column<double>(DataType.Float64, Enumerable.Range(0, 25_000).Select(_ => random.NextDouble()).ToArray())));
        var table = DeltaTable.Create(server.NewTable(), Noise().Schema, new() { S3 = options });
        for (var i = 0; i < 16; i++) table.Append(Noise());
        var cache = S3Client.Of(options).Cache;
        var (rows, most) = (0L, 0L);

        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var batch in table.Snapshot().ReadBatches())
            {
                rows += batch.RowCount;
                most = Math.Max(most, Directory.GetFiles(options.CacheFolder, "*.parquet", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length));
                Assert.InRange(cache.Bytes, 1, options.CacheBytes);
            }
        }

        Assert.Equal(2 * 16 * 25_000, rows);
        Assert.InRange(most, 200_000, options.CacheBytes);
        Assert.True(table.Snapshot().Files.Sum(file => file.Size) > 2 * options.CacheBytes);
    }

    [S3Fact]
    public async Task Four_processes_that_commit_at_once_lose_no_version_and_no_row()
    {
        const int Commits = 20;
        var address = server.NewTable();
        DeltaTable.Create(address, new(new Field("id", DataType.String)), new() { S3 = server.Options });

        var children = Enumerable.Range(0, 4).Select(i => Child.Start(Environment(), "delta", address, $"writer{i}", $"{Commits}")).ToList();
        var outputs = await Task.WhenAll(children.Select(child => child.StandardOutput.ReadToEndAsync()));

        Assert.All(await Task.WhenAll(children.Select(child => child.StandardError.ReadToEndAsync())), errors => Assert.True(errors.Length == 0, errors));
        var versions = outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, 4 * Commits).Select(version => (long)version), versions.Order());
        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(writer => Enumerable.Range(0, Commits).Select(i => $"writer{writer}-{i}")).Order(StringComparer.Ordinal),
            Ids(address));
        foreach (var child in children) child.Dispose();
    }

    [S3Fact]
    public async Task Writers_killed_in_the_middle_leave_a_whole_table()
    {
        var address = server.NewTable();
        DeltaTable.Create(address, new(new Field("id", DataType.String)), new() { S3 = server.Options });
        using var steady = Child.Start(Environment(), "delta", address, "steady", "25");
        var acknowledged = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            using var killed = Child.Start(Environment(), "delta", address, $"killed{round}", "1000");
            for (var i = 0; i <= round * 2; i++)
                if (await killed.StandardOutput.ReadLineAsync() is not null) acknowledged.Add($"killed{round}-{i}");
            await Task.Delay(round * 7);
            killed.Kill();
            for (var i = acknowledged.Count(id => id.StartsWith($"killed{round}-", StringComparison.Ordinal)); await killed.StandardOutput.ReadLineAsync() is not null;
                i++)
                acknowledged.Add($"killed{round}-{i}");
        }

        var versions = (await steady.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var ids = Ids(address);
        Assert.Equal(25, versions.Length);
        Assert.Equal(ids.Distinct(), ids);
        Assert.Superset(acknowledged.Concat(Enumerable.Range(0, 25).Select(i => $"steady-{i}")).ToHashSet(), ids.ToHashSet());
        // A killed writer may have committed one row that it could not tell any more.
        Assert.InRange(ids.Count, acknowledged.Count + 25, acknowledged.Count + 25 + 4);
        Assert.Equal(ids.Count, DeltaTable.Open(address, s3: server.Options).Version);
    }

    List<string> Ids(string address)
    {
        var ids = (TextColumn)DeltaTable.Open(address, s3: server.Options).Read()["id"];
        return [.. Enumerable.Range(0, ids.Length).Select(row => ids[row]!).Order(StringComparer.Ordinal)];
    }

    string[] Environment() => ["env", $"AWS_ENDPOINT_URL_S3={server.Proxy.Address}", $"XDG_CACHE_HOME={server.CacheFolder}"];

    byte[] Stored(string address, string name) => File.ReadAllBytes(server.PathOf($"{address[$"s3://{S3Server.Bucket}/".Length..]}/{name}"));
}
