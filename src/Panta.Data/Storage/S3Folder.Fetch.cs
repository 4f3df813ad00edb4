using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>The bringing of files to this machine's disk.</summary>
sealed partial class S3Folder
{
    const int CopyBytes = 1 << 17;

    public FetchedFiles Fetch(IReadOnlyList<string> names, CancellationToken cancel = default)
    {
        var keys = names.Select(name => CacheKey(name, MayChange(name) ? (Find(name) ?? throw Missing(name)).Tag : null)).ToList();
        return client.Cache.FetchAsync(keys, (place, path, reserve) => DownloadAsync(names[place], path, reserve), cancel).GetAwaiter().GetResult();
    }

    /// <summary>What a file is known by in the cache.</summary>
    internal string CacheKey(string name, string? tag = null) => $"{address.Bucket}/{address.Key(name)}#{tag}";

    /// <summary>Where a file is.</summary>
    internal (string Bucket, string Key) Place(string name) => (address.Bucket, address.Key(name));

    /// <summary>Whether a name may get other content. A data file never does; those of the log may,
    /// such as the checkpoint of a table that was made anew.</summary>
    static bool MayChange(string name) => name.StartsWith(Log, StringComparison.Ordinal);

    Task<long> DownloadAsync(string name, string path, Action<long> reserve)
    {
        return Task.Run(() => client.Ask(PathOf(name), GetAsync));

        async Task<long> GetAsync(AmazonS3Client s3)
        {
            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            await using (file.ConfigureAwait(false))
            {
                var tag = (string?)null;
                var size = -1L;
                return await TriedAgainAsync(async () =>
                {
                    // All of it came, and then its checksum was another.
                    if (file.Position == size) (tag, file.Position) = (null, 0);
                    file.SetLength(file.Position);
                    using var answer = await PieceAsync(s3, name, file.Position, tag).ConfigureAwait(false);
                    // Some storages send the whole file all the same.
                    if (tag is not null && answer.HttpStatusCode != HttpStatusCode.PartialContent) file.SetLength(file.Position = 0);
                    if (tag is null)
                    {
                        (tag, size) = (answer.ETag, answer.ContentLength);
                        reserve(size);
                    }

                    await CopyAsync(answer.ResponseStream, file).ConfigureAwait(false);
                    return file.Position == size ? size : throw new IOException($"it ended after {file.Position:N0} of {size:N0} bytes");
                }).ConfigureAwait(false);
            }
        }
    }

    // The rest of the same file: where another one came to have its name, the halves would not fit.
    async Task<GetObjectResponse> PieceAsync(AmazonS3Client s3, string name, long from, string? tag)
    {
        var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Key(name) };
        if (tag is not null) (request.ByteRange, request.EtagToMatch) = (new($"bytes={from}-"), tag);
        try
        {
            return await s3.GetObjectAsync(request).ConfigureAwait(false);
        }
        catch (AmazonServiceException error) when (S3Errors.IsMissing(error))
        {
            throw Missing(name);
        }
        catch (AmazonServiceException error) when (S3Errors.IsTaken(error))
        {
            throw new StorageException(PathOf(name), "another file got its name while it was read. Try again.", error);
        }
    }

    async Task CopyAsync(Stream from, FileStream to)
    {
        var buffer = new byte[CopyBytes];
        for (int read; (read = await NextAsync(from, buffer).ConfigureAwait(false)) > 0;)
        {
            try
            {
                await to.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }
            catch (IOException error)
            {
                throw new StorageException(to.Name,
                    $"the disk that files from S3 are kept on does not take it: {error.Message} Make room, or choose another folder.", error);
            }
        }
    }

    FileNotFoundException Missing(string name) => new($"The file '{PathOf(name)}' is not there.", name);
}
