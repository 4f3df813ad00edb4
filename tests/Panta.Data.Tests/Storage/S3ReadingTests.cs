using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;
using Panta.Data.Tests.Delta;

namespace Panta.Data.Tests.Storage;

[Collection("S3")]
public sealed class S3ReadingTests(S3Server server)
{
    [S3Fact("golden/delta")]
    public void Tables_of_other_writers_read_on_S3_as_they_do_on_a_disk()
    {
        // Those whose files are found and read in more ways than one.
        string[] kinds = ["bad_", "spark_dv", "spark_mapping", "spark_multipart", "spark_v2", "checkpoint_",
            "partition_", "no_last", "ok_", "spark_vacuum", "vacuum_log"];
        var places = GoldenTables.Names.Where(name => Array.Exists(kinds, name.StartsWith) && Directory.Exists(GoldenTables.Folder(name)))
            .ToDictionary(name => name, _ => server.NewTable());
        Parallel.ForEach(places, place => Upload(GoldenTables.Folder(place.Key), TableFiles.At(place.Value, server.Options)));

        foreach (var (name, address) in places)
        {
            var (local, remote) = (Open(GoldenTables.Folder(name)), Open(address));
            Assert.Equal(local.Failure, remote.Failure);
            if (local.Table is null) continue;

            Assert.Equal(local.Table.Version, remote.Table!.Version);
            for (var version = 0; version <= local.Table.Version; version++) Compare(name, version, local.Table, remote.Table);
        }
    }

    [S3Fact]
    public void A_frame_of_more_than_the_cache_holds_is_read_within_it()
    {
        var options = server.Options with { CacheBytes = 1 << 20, CacheFolder = server.CacheFolder + "5" };
        var random = new Random(3);
        Table Noise() => Table.Of(("x", new Column<double>(DataType.Float64, Enumerable.Range(0, 25_000).Select(_ => random.NextDouble()).ToArray())));
        var parts = Enumerable.Range(0, 12).Select(_ => Noise()).ToList();
        var table = DeltaTable.Create(server.NewTable(), parts[0].Schema, new() { S3 = options });
        foreach (var part in parts) table.Append(part);

        var frame = Read.Delta(table.Path, s3: options);
        var sums = frame.Where(Functions.Col("x") > Functions.Lit(0.5)).Agg(Functions.Count().As("n"), Functions.Sum(Functions.Col("x")).As("sum")).ToTable();

        var expected = parts.SelectMany(part => part.Numbers("x").Span.ToArray()).Where(x => x > 0.5).ToList();
        Assert.Equal(expected.Count, sums["n"].Value(0) is long n ? n : 0);
        Assert.Equal(expected.Sum(), (double)sums["sum"].Value(0)!, 1e-6);
        Assert.InRange(S3Client.Of(options).Cache.Bytes, 1, options.CacheBytes);
    }

    [S3Fact]
    public void Opening_a_table_of_many_versions_reads_from_the_checkpoint_on()
    {
        var address = server.NewTable();
        var table = DeltaTable.Create(address, Rows.At(0, 1).Schema, new() { S3 = server.Options });
        for (var day = 0; day < 33; day++) table.Append(Rows.At(day, 1));
        var opened = new List<string>();
        server.Proxy.Faults = (method, url) =>
        {
            lock (opened) opened.Add($"{method} {url[(url.LastIndexOf('/') + 1)..]}");
            return Fault.None;
        };

        try
        {
            Assert.Equal(33, DeltaTable.Open(address, s3: server.Options).Snapshot().RowCount);
        }
        finally
        {
            server.Proxy.Faults = (_, _) => Fault.None;
        }

        // The hint, the listing, the checkpoint (whether it is still the same, and itself), three commits, and a look for the next.
        Assert.InRange(opened.Count, 1, 9);
        Assert.DoesNotContain("GET 00000000000000000029.json", opened);
        Assert.Contains("GET 00000000000000000031.json", opened);
    }

    static void Upload(string folder, ITableFiles to)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            to.Replace(Path.GetRelativePath(folder, path), File.ReadAllBytes(path));
    }

    static void Compare(string name, long version, DeltaTable local, DeltaTable remote)
    {
        var (expected, actual) = (Outcome(local, version), Outcome(remote, version));
        Assert.Equal($"{name} {version} {expected.Failure}", $"{name} {version} {actual.Failure}");
        if (expected.Rows is not null) TableAssert.Equal(expected.Rows, actual.Rows!);
    }

    (DeltaTable? Table, string? Failure) Open(string path)
    {
        try
        {
            return (DeltaTable.Open(path, s3: server.Options), null);
        }
        catch (DeltaException error)
        {
            return (null, Said(error, path));
        }
    }

    static (Table? Rows, string? Failure) Outcome(DeltaTable table, long version)
    {
        try
        {
            return (table.Read(version: version), null);
        }
        catch (DeltaException error)
        {
            return (null, Said(error, table.Path));
        }
    }

    // Where DuckDB says it, it names the file on this machine.
    static string Said(DeltaException error, string path)
    {
        var said = error.Message.Replace(path, "TABLE", StringComparison.Ordinal);
        return said[..(said.IndexOf("cannot be read: ", StringComparison.Ordinal) is > 0 and var at ? at : said.Length)];
    }
}
