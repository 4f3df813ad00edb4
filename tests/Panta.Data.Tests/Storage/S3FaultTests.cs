using Panta.Data.Delta;
using Panta.Data.Storage;
using Panta.Data.Tables;
using Panta.Data.Tests.Delta;

namespace Panta.Data.Tests.Storage;

[Collection("S3")]
public sealed class S3FaultTests(S3Server server) : IDisposable
{
    public void Dispose()
    {
        server.Proxy.Faults = (_, _) => Fault.None;
        server.Proxy.Canned = _ => null;
        server.Proxy.KeepsConditions = true;
    }

    // The SDK waits for long after a 500, so few of them.
    [S3Theory, InlineData("Error500", 2), InlineData("DropBefore", 11), InlineData("Error500After", 2),
        InlineData("DropAfter", 11), InlineData("CutAnswer", 11), InlineData("Html", 1)]
    public void A_fault_now_and_then_is_met_by_trying_again(string kind, int days)
    {
        var (fault, requests) = (Enum.Parse<Fault>(kind), 0);
        var table = DeltaTable.Create(server.NewTable(), Rows.At(0, 1).Schema, new() { S3 = server.Options });
        // Of three requests one, and what is asked again is not hit at once again.
        server.Proxy.Faults = (method, _) => (fault != Fault.CutAnswer || method == "GET") && Interlocked.Increment(ref requests) % 3 == 0 ? fault : Fault.None;

        for (var day = 0; day < days; day++) Assert.Equal(day + 1, table.Append(Rows.At(day, 2)));
        var read = DeltaTable.Open(table.Path, s3: server.Options with { CacheFolder = server.CacheFolder + kind }).Read();

        Assert.True(requests > days * 3);
        Assert.Null(table.CheckpointFailure);
        TableAssert.Equal(Table.Concat([.. Enumerable.Range(0, days).Select(day => Rows.At(day, 2))]), read);
    }

    [S3Theory, InlineData("DropAfter"), InlineData("Error500After")]
    public void A_commit_whose_answer_is_lost_counts_once(string kind)
    {
        var table = DeltaTable.Create(server.NewTable(), Rows.At(0, 1).Schema, new() { S3 = server.Options });
        var lost = 0;
        server.Proxy.Faults = (method, url) =>
        {
            if (method != "PUT" || !url.Contains("/_delta_log/0", StringComparison.Ordinal)) return Fault.None;
            lost++;
            return Enum.Parse<Fault>(kind);
        };

        for (var day = 0; day < 3; day++) Assert.Equal(day + 1, table.Append(Rows.At(day, 2)));

        Assert.True(lost >= 3);
        Assert.Equal(3, table.Version);
        TableAssert.Equal(Table.Concat([.. Enumerable.Range(0, 3).Select(day => Rows.At(day, 2))]), table.Read());
    }

    [S3Fact]
    public void A_commit_that_met_another_one_is_tried_again()
    {
        var table = DeltaTable.Create(server.NewTable(), Rows.At(0, 1).Schema, new() { S3 = server.Options });
        var conflicts = 0;
        server.Proxy.Faults = (method, url) => method == "PUT" && url.Contains("/_delta_log/0", StringComparison.Ordinal) && conflicts++ < 2
            ? Fault.Conflict : Fault.None;

        Assert.Equal(1, table.Append(Rows.At(0, 2)));

        Assert.Equal(3, conflicts);
    }

    [S3Fact]
    public void A_commit_of_which_nobody_knows_keeps_its_data_files()
    {
        var table = DeltaTable.Create(server.NewTable(), Rows.At(0, 1).Schema, new() { S3 = server.Options });
        server.Proxy.Faults = (method, url) => method == "PUT" && url.Contains("/_delta_log/0", StringComparison.Ordinal) ? Fault.Conflict : Fault.None;

        var error = Assert.Throws<StorageException>(() => table.Append(Rows.At(0, 2)));
        server.Proxy.Faults = (_, _) => Fault.None;

        Assert.True(error.Uncertain);
        Assert.Contains("not known whether", error.Message, StringComparison.Ordinal);
        Assert.Single(TableFiles.At(table.Path, server.Options).List(""));
        Assert.Equal(1, table.Append(Rows.At(1, 2)));
        TableAssert.Equal(Rows.At(1, 2), table.Read());
    }

    [S3Fact]
    public void A_storage_that_ignores_conditions_is_refused_before_anything_is_written()
    {
        using var other = new S3Server();
        other.Proxy.KeepsConditions = false;
        var address = other.NewTable();

        var error = Assert.Throws<StorageException>(() => DeltaTable.Create(address, Rows.At(0, 1).Schema, new() { S3 = other.Options }));

        Assert.Contains("does not heed 'If-None-Match'", error.Message, StringComparison.Ordinal);
        Assert.Empty(TableFiles.At(address, other.Options).List("", deep: true));
    }

    [S3Fact]
    public void A_server_that_stops_is_named_and_found_again()
    {
        using var other = new S3Server();
        var table = DeltaTable.Create(other.NewTable(), Rows.At(0, 1).Schema, new() { S3 = other.Options with { Retries = 1 } });
        table.Append(Rows.At(0, 2));

        other.Stop();
        var error = Assert.Throws<StorageException>(() => table.Append(Rows.At(1, 2)));
        var missed = Assert.Throws<StorageException>(() => DeltaTable.Open(table.Path, s3: other.Options with { Retries = 0 }));
        other.StartAgain();

        Assert.StartsWith($"'{table.Path}/", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the storage at {other.Proxy.Address} cannot be reached or broke off", missed.Message, StringComparison.Ordinal);
        Assert.Equal(2, table.Append(Rows.At(2, 2)));
        TableAssert.Equal(Table.Concat([Rows.At(0, 2), Rows.At(2, 2)]), DeltaTable.Open(table.Path, s3: other.Options).Read());
    }

    [S3Fact]
    public void Nobody_at_the_address_is_said_in_one_sentence()
    {
        var options = server.Options with { Endpoint = "http://127.0.0.1:9", Retries = 0 };

        var error = Assert.Throws<StorageException>(() => DeltaTable.Open("s3://tables/x", s3: options));

        Assert.Contains("the storage at http://127.0.0.1:9 cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [S3Theory]
    [InlineData("Denied", "denies it: the keys of access need leave to list, get, put and delete there.")]
    [InlineData("Skewed", "this machine's clock and the storage's are too far apart; set the clock.")]
    [InlineData("Error500", "answered 500 InternalError")]
    [InlineData("Html", "overloaded")]
    public void What_the_storage_refuses_is_said_in_one_sentence(string kind, string said)
    {
        var address = server.NewTable();
        server.Proxy.Faults = (_, _) => Enum.Parse<Fault>(kind);

        var error = Assert.Throws<StorageException>(() => DeltaTable.Open(address, s3: server.Options with { Retries = 1 }));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{address}/_delta_log': ", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 500);
        Assert.DoesNotContain("S3RVER", error.ToString(), StringComparison.Ordinal);
    }

    [S3Fact]
    public void A_bucket_that_is_missing_is_named()
    {
        foreach (var call in new Action[] { () => DeltaTable.Open("s3://nowhere/x", s3: server.Options),
            () => DeltaTable.Create("s3://nowhere/x", Rows.At(0, 1).Schema, new() { S3 = server.Options }) })
        {
            var error = Assert.Throws<StorageException>(call);
            Assert.Contains("'s3://nowhere/x/_delta_log': the bucket is not there", error.Message, StringComparison.Ordinal);
        }
    }

    [S3Fact]
    public async Task Keys_of_access_that_are_missing_or_wrong_are_not_told()
    {
        string[] address = ["env", $"AWS_ENDPOINT_URL_S3={server.Proxy.Address}", $"XDG_CACHE_HOME={server.CacheFolder}", "AWS_EC2_METADATA_DISABLED=true"];
        string[] wrong = [.. address, "AWS_ACCESS_KEY_ID=AKIAWRONG", "AWS_SECRET_ACCESS_KEY=secretive"];
        string[] none = [address[0], "-u", "AWS_ACCESS_KEY_ID", "-u", "AWS_SECRET_ACCESS_KEY", $"HOME={server.CacheFolder}", .. address[1..]];
        foreach (var (before, said) in new[] { (wrong, "does not accept the keys of access (InvalidAccessKeyId)"),
            (none, "there are no keys of access: set AWS_ACCESS_KEY_ID") })
        {
            using var child = Child.Start(before, "delta", "s3://tables/nothing", "w", "1");
            var output = await child.StandardError.ReadToEndAsync();

            Assert.Contains(said, output, StringComparison.Ordinal);
            Assert.DoesNotContain("AKIAWRONG", output, StringComparison.Ordinal);
            Assert.DoesNotContain("secretive", output, StringComparison.Ordinal);
        }
    }

    [S3Fact]
    public void A_listing_of_many_pages_is_read_whole_and_in_order()
    {
        var address = server.NewTable();
        TableFiles.At(address, server.Options).Replace("0", new byte[1]);
        var seed = server.PathOf(address[$"s3://{S3Server.Bucket}/".Length..] + "/0");
        for (var i = 1; i < 1200; i++)
            foreach (var path in Directory.GetFiles(Path.GetDirectoryName(seed)!, "0._S3rver_*"))
                File.Copy(path, Path.Combine(Path.GetDirectoryName(path)!, $"{i}" + Path.GetFileName(path)[1..]));
        var before = server.Proxy.Requests;

        var names = TableFiles.At(address, server.Options).List("").Select(file => file.Name).ToList();

        Assert.Equal(Enumerable.Range(0, 1200).Select(i => $"{i}").Order(StringComparer.Ordinal), names);
        Assert.Equal(2, server.Proxy.Requests - before);
    }

    [S3Fact]
    public void Keys_that_XML_cannot_hold_do_not_break_the_listing()
    {
        const string Listed = """
            <?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>tables</Name><Prefix>t%2F</Prefix><KeyCount>3</KeyCount>
            <MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
            <Contents><Key>t%2Fa%01+b%2Bc%25.parquet</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"x"</ETag><Size>5</Size></Contents>
            <Contents><Key>t%2Ffolder%2F</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>0</Size></Contents>
            <Contents><Key>other%2F..%2Fx</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents></ListBucketResult>
            """;
        server.Proxy.Canned = _ => Listed;

        var file = Assert.Single(TableFiles.At("s3://tables/t", server.Options).List("", deep: true));

        Assert.Equal(new("a\u0001 b+c%.parquet", 5, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "\"x\""), file);
    }

    [S3Fact]
    public void A_listing_that_turns_in_a_circle_ends()
    {
        server.Proxy.Canned = _ => """
            <ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken></ListBucketResult>
            """;

        Assert.Contains("breaks its listing off",
            Assert.Throws<StorageException>(() => TableFiles.At("s3://tables/t", server.Options).List("").Any()).Message, StringComparison.Ordinal);
    }
}
