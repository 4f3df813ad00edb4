using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>
/// A table in a bucket of S3, or of a storage that speaks S3. A version is made by a conditional put (<c>If-None-Match: *</c>); whether the storage heeds
/// the condition is tried before the first one.
/// </summary>
sealed partial class S3Folder(S3Address address, S3Client client) : ITableFiles
{
    const string Log = "_delta_log/";
    const int DeleteBatch = 1000; // S3's limit

    public string Location { get; } = address.ToString();

    // Several readers at once, and one that asks ahead, fit.
    public long FetchLimit => client.Cache.Limit / 4;

    public string PathOf(string name) => $"{Location}/{name}";

    public void MakeFolder(string folder)
    {
        // S3 has no folders.
    }

    public IEnumerable<StoredFile> List(string folder, string after = "", bool deep = false)
    {
        var prefix = folder.Length == 0 ? address.Prefix : address.Key(folder) + "/";
        var request = new ListObjectsV2Request
        {
            BucketName = address.Bucket,
            Prefix = prefix,
            StartAfter = after.Length == 0 ? null : prefix + after,
            Delimiter = deep ? null : "/",
            Encoding = EncodingType.Url, // else a key that XML cannot hold breaks the listing of all
        };
        for (var more = true; more;)
        {
            var page = client.Ask(PathOf(folder), s3 => s3.ListObjectsV2Async(request));
            foreach (var item in page.S3Objects ?? [])
            {
                var key = page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(item.Key) : item.Key;
                // A key that ends in a slash is what some tools make to show a folder.
                if (key.StartsWith(prefix, StringComparison.Ordinal) && !key.EndsWith('/'))
                    yield return new(key[address.Prefix.Length..], item.Size ?? 0, Utc(item.LastModified), item.ETag);
            }

            more = page.IsTruncated == true && page.NextContinuationToken is { Length: > 0 } next && next != request.ContinuationToken;
            if (page.IsTruncated == true && !more)
                throw new StorageException(PathOf(folder), "the storage breaks its listing off without saying how to go on.");
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public StoredFile? Find(string name) => client.Ask<StoredFile?>(PathOf(name), async s3 =>
    {
        try
        {
            var found = await s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key(name) })
                .ConfigureAwait(false);
            return new(name, found.ContentLength, Utc(found.LastModified), found.ETag);
        }
        catch (AmazonServiceException error) when (S3Errors.IsMissing(error))
        {
            return null;
        }
    });

    public byte[]? TryRead(string name, long limit) => client.Ask(PathOf(name), s3 => TriedAgainAsync(async () =>
    {
        try
        {
            using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = address.Bucket, Key = address.Key(name) }).ConfigureAwait(false);
            if (answer.ContentLength > limit) throw new StorageException(PathOf(name), $"it has {answer.ContentLength:N0} bytes; at most {limit:N0} are read.");
            return await BodyAsync(answer, answer.ContentLength).ConfigureAwait(false);
        }
        catch (AmazonServiceException error) when (S3Errors.IsMissing(error))
        {
            return null;
        }
    }));

    public byte[] Read(string name, long offset, int count)
    {
        if (count == 0) return [];

        return client.Ask(PathOf(name), s3 => TriedAgainAsync(async () =>
        {
            try
            {
                var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Key(name), ByteRange = new(offset, offset + count - 1) };
                using var answer = await s3.GetObjectAsync(request).ConfigureAwait(false);
                // Some storages send more than the range, or the whole file.
                var before = answer.HttpStatusCode == HttpStatusCode.PartialContent ? 0 : (int)Math.Min(offset, int.MaxValue - count);
                if (answer.ContentLength < (long)before + count) throw Ended(name, offset + count);
                return (await BodyAsync(answer, before + count).ConfigureAwait(false))[before..];
            }
            catch (AmazonServiceException error) when (S3Errors.IsMissing(error))
            {
                throw new FileNotFoundException($"The file '{PathOf(name)}' is not there.", name, error);
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                throw Ended(name, offset + count);
            }
        }));
    }

    public void Replace(string name, ReadOnlyMemory<byte> content) => client.Ask(PathOf(name), s3 => s3.PutObjectAsync(Put(name, content)));

    public void Delete(IEnumerable<string> names)
    {
        foreach (var batch in names.Select(address.Key).Chunk(DeleteBatch))
            client.Ask(Location, s3 => DeleteAsync(s3, batch));
    }

    public IStagedFiles Stage() => new S3Staging(this, client);

    async Task<int> DeleteAsync(AmazonS3Client s3, string[] keys)
    {
        try
        {
            await s3.DeleteObjectsAsync(new() { BucketName = address.Bucket, Quiet = true, Objects = [.. keys.Select(key => new KeyVersion { Key = key })] })
                .ConfigureAwait(false);
            return keys.Length;
        }
        catch (DeleteObjectsException error) when (error.Response.DeleteErrors is [var first, ..])
        {
            throw new StorageException($"s3://{address.Bucket}/{first.Key}",
                $"it could not be deleted ({first.Code}: {first.Message}), nor {error.Response.DeleteErrors.Count - 1:N0} others.", error);
        }
    }

    PutObjectRequest Put(string name, ReadOnlyMemory<byte> content) => new()
    {
        BucketName = address.Bucket,
        Key = address.Key(name),
        InputStream = new MemoryStream(content.ToArray(), writable: false),
        UseChunkEncoding = client.Options.ChunkEncoding,
    };

    // The SDK tries a request again, but not the reading of an answer that broke off.
    async Task<T> TriedAgainAsync<T>(Func<Task<T>> request)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await request().ConfigureAwait(false);
            }
            catch (Exception error) when (S3Errors.IsBrokenOff(error) && attempt < client.Options.Retries)
            {
                await S3Client.PauseAsync(attempt).ConfigureAwait(false);
            }
        }
    }

    async Task<byte[]> BodyAsync(GetObjectResponse answer, long length)
    {
        var content = new byte[length];
        for (var read = 0; read < content.Length;)
        {
            var more = await NextAsync(answer.ResponseStream, content.AsMemory(read)).ConfigureAwait(false);
            if (more == 0) throw new IOException($"it ended after {read:N0} of {length:N0} bytes");
            read += more;
        }

        return content;
    }

    // A storage that falls silent in the middle must not hold us for ever.
    async ValueTask<int> NextAsync(Stream stream, Memory<byte> buffer)
    {
        using var patience = new CancellationTokenSource(client.Options.Timeout);
        return await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
    }

    StorageException Ended(string name, long wanted) => new(PathOf(name), $"it ends before byte {wanted:N0}: it is not what the log says it is.");

    internal static DateTimeOffset Utc(DateTime? time) => time is { } known ? new(known.ToUniversalTime()) : DateTimeOffset.UnixEpoch;
}
