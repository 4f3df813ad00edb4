using Amazon.S3;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>Files written beside the cache and then sent to a bucket, where they appear whole.</summary>
sealed class S3Staging(S3Folder table, S3Client client) : IStagedFiles
{
    const int Uploads = 4;
    const int MaxParts = 9000; // S3 allows 10,000

    readonly List<(string Name, string Path, bool Watched)> _files = [];
    readonly List<string> _scratch = [];

    public string Add(string name, bool watched = false)
    {
        _files.Add((name, client.Cache.NewPath(name), watched));
        return _files[^1].Path;
    }

    public string Scratch()
    {
        _scratch.Add(client.Cache.NewPath("scratch"));
        return _scratch[^1];
    }

    public void Publish(CancellationToken cancel = default)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Uploads, CancellationToken = cancel };
        Parallel.ForEachAsync(_files, options, (file, stop) => SendAsync(file.Name, file.Path, stop)).GetAwaiter().GetResult();
        foreach (var (name, path, watched) in _files)
        {
            // Who wrote it often reads it next; a file of the log may change under its name and is not kept.
            if (watched) File.Delete(path);
            else client.Cache.Adopt(table.CacheKey(name), path);
        }

        _files.Clear();
    }

    public void Dispose()
    {
        foreach (var path in _files.Select(file => file.Path).Concat(_scratch)) File.Delete(path);
    }

    async ValueTask SendAsync(string name, string path, CancellationToken cancel)
    {
        var size = new FileInfo(path).Length;
        var (bucket, key) = table.Place(name);
        await Task.Run(() => client.Ask(table.PathOf(name), s3 => size <= 2L * client.Options.PartBytes
            ? WholeAsync(s3, bucket, key, path, cancel)
            : PartsAsync(s3, bucket, key, path, () => table.Find(name)?.Size == size, cancel)), cancel).ConfigureAwait(false);
    }

    async Task<bool> WholeAsync(AmazonS3Client s3, string bucket, string key, string path, CancellationToken cancel)
    {
        await s3.PutObjectAsync(new() { BucketName = bucket, Key = key, FilePath = path, UseChunkEncoding = client.Options.ChunkEncoding }, cancel)
            .ConfigureAwait(false);
        return true;
    }

    async Task<bool> PartsAsync(AmazonS3Client s3, string bucket, string key, string path, Func<bool> isThere, CancellationToken cancel)
    {
        var begun = await s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, cancel).ConfigureAwait(false);
        var upload = begun.UploadId;
        try
        {
            var size = new FileInfo(path).Length;
            var length = Math.Max(client.Options.PartBytes, (size / MaxParts) + 1);
            var tags = new List<PartETag>();
            for (var at = 0L; at < size; at += length)
            {
                var part = new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload,
                    PartNumber = tags.Count + 1,
                    FilePath = path,
                    FilePosition = at,
                    PartSize = Math.Min(length, size - at),
                    UseChunkEncoding = client.Options.ChunkEncoding,
                };
                tags.Add(new(part.PartNumber.Value, (await s3.UploadPartAsync(part, cancel).ConfigureAwait(false)).ETag));
            }

            await s3.CompleteMultipartUploadAsync(new() { BucketName = bucket, Key = key, UploadId = upload, PartETags = tags }, cancel).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchUpload" && isThere())
        {
            // Completed by a try whose answer was lost.
            return true;
        }
        catch
        {
            await AbandonAsync(s3, bucket, key, upload).ConfigureAwait(false);
            throw;
        }
    }

    static async Task AbandonAsync(AmazonS3Client s3, string bucket, string key, string upload)
    {
        try
        {
            await s3.AbortMultipartUploadAsync(new() { BucketName = bucket, Key = key, UploadId = upload }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (S3Errors.Knows(error))
        {
            // The parts stay until the bucket's own rule removes them; what went wrong before is what matters.
        }
    }
}
