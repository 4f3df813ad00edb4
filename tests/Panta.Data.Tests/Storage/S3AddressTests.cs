using Panta.Data.Delta;
using Panta.Data.Storage;

namespace Panta.Data.Tests.Storage;

public sealed class S3AddressTests
{
    [Theory]
    [InlineData("s3://bucket/a/b", "bucket", "a/b/")]
    [InlineData("S3://bucket/a b%2Fc/", "bucket", "a b%2Fc/")]
    [InlineData("s3a://my.bucket-1", "my.bucket-1", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    public void An_address_is_a_bucket_and_a_prefix_as_they_are_written(string path, string bucket, string prefix) =>
        Assert.Equal(new S3Address(bucket, prefix), S3Address.Parse(path));

    [Theory]
    [InlineData("s3://", "names no bucket")]
    [InlineData("s3://ab/x", "names no bucket")]
    [InlineData("s3://a b c/x", "names no bucket")]
    [InlineData("s3://user:secret@host/x", "names no bucket")]
    [InlineData("s3://bucket/../other", "a part of it is empty, '.' or '..'")]
    [InlineData("s3://bucket/a/./b", "a part of it is empty, '.' or '..'")]
    [InlineData("s3://bucket/a//b", "a part of it is empty, '.' or '..'")]
    [InlineData("s3://bucket//a", "a part of it is empty, '.' or '..'")]
    [InlineData("s3://bucket/a\nb", "it holds a control character")]
    [InlineData("gs://bucket/a", "'gs' is not supported")]
    [InlineData("https://bucket/a", "'https' is not supported")]
    public void A_wrong_address_is_refused_by_what_is_wrong(string path, string said) =>
        Assert.Contains(said, Assert.Throws<ArgumentException>(() => DeltaTable.Open(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_prefix_leaves_room_for_the_names_of_files() =>
        Assert.Contains("at most 800",
            Assert.Throws<ArgumentException>(() => S3Address.Parse("s3://bucket/" + new string('é', 401))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../x"), InlineData("a/../b"), InlineData("/x"), InlineData("a//b"), InlineData("./x"), InlineData("")]
    public void A_name_that_leads_elsewhere_is_no_key(string name) =>
        Assert.Contains("no name of a file", Assert.Throws<StorageException>(() => new S3Address("bucket", "t/").Key(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(10L, 16 << 20, 4, "CacheBytes is 10")]
    [InlineData(1L << 30, 4 << 20, 4, "PartBytes is 4,194,304")]
    [InlineData(1L << 30, 16 << 20, 21, "Retries is 21")]
    public void Options_beyond_their_range_are_named(long cache, int part, int retries, string said)
    {
        var options = new S3Options { Endpoint = "http://localhost:1", CacheBytes = cache, PartBytes = part, Retries = retries };

        Assert.Contains(said, Assert.Throws<ArgumentException>(() => TableFiles.At("s3://bucket/x", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_is_no_address_is_named() =>
        Assert.Contains("'localhost:9000' is not an address",
            Assert.Throws<ArgumentException>(() => TableFiles.At("s3://bucket/x", new() { Endpoint = "localhost:9000" })).Message, StringComparison.Ordinal);
}
