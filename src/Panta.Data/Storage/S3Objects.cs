using System.Buffers;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>
/// Files of any size below <c>s3://bucket/prefix</c>, streamed both ways with one part of them in memory. A file appears whole or not at all, and is durable
/// when its writing ends. Thread-safe.
/// </summary>
public sealed class S3Objects
{
    const int PartBytes = 8 << 20;
    const int MostParts = 10_000; // S3's limit

    readonly S3Address _address;
    readonly S3Client _client;
    readonly S3Folder _folder;

    S3Objects(S3Address address, S3Client client) => (_address, _client, _folder) = (address, client, new(address, client));

    /// <summary>Where the files are, as messages name it.</summary>
    public string Location => _folder.Location;

    /// <summary>Whether a path is an address on S3.</summary>
    /// <param name="path">A path or an address.</param>
    public static bool Knows(string path) => S3Address.Is(path);

    /// <summary>An address as <see cref="Location"/> gives it.</summary>
    /// <param name="address">As <c>s3://bucket/prefix</c>.</param>
    /// <exception cref="ArgumentException">The address is wrong.</exception>
    public static string Plain(string address) => S3Address.Parse(address).ToString();

    /// <summary>The files below an address; nothing is asked yet.</summary>
    /// <param name="address">As <c>s3://bucket/prefix</c>.</param>
    /// <param name="options">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="ArgumentException">The address or an option is wrong.</exception>
    public static S3Objects At(string address, S3Options? options = null) => new(S3Address.Parse(address), S3Client.Of(options ?? new()));

    /// <summary>Size, time and tag of a file; null where it is not there. One request.</summary>
    /// <param name="name">Its name below the address.</param>
    /// <exception cref="StorageException">The storage does not answer, or refuses.</exception>
    public StoredFile? Find(string name) => _folder.Find(name);

    /// <summary>What is in a folder, by name, read page by page.</summary>
    /// <param name="folder">The folder; empty for the address itself.</param>
    /// <param name="deep">Whether the files of the folders below are listed in place of these folders. Default false: a folder's name ends in <c>/</c>.</param>
    /// <exception cref="StorageException">The storage does not answer, or refuses.</exception>
    public IEnumerable<StoredFile> List(string folder, bool deep = false) => deep ? _folder.List(folder, deep: true) : Entries(folder);

    /// <summary>Opens a file for reading from any place; the first bytes are asked for when they are read.</summary>
    /// <param name="file">As <see cref="Find"/> answered it: if another file gets its name meanwhile, reading fails.</param>
    /// <returns>A seekable stream to dispose.</returns>
    public Stream OpenRead(StoredFile file) => new S3ReadStream(_client, _address.Bucket, _address.Key(file.Name), _folder.PathOf(file.Name), file);

    /// <summary>Writes a file over the one there may be; complete when the storage has it. What is cut short leaves the old one.</summary>
    /// <param name="name">Its name below the address.</param>
    /// <param name="content">Its bytes, read once.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The storage does not answer, or refuses; or there are more than 78 GiB.</exception>
    public async Task WriteAsync(string name, Stream content, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var key = _address.Key(name);
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            var count = await NextPartAsync(content, buffer, cancel).ConfigureAwait(false);
            if (count == PartBytes)
            {
                await WritePartsAsync(name, key, content, buffer, cancel).ConfigureAwait(false);
                return;
            }

            var request = new PutObjectRequest
            {
                BucketName = _address.Bucket,
                Key = key,
                InputStream = new MemoryStream(buffer, 0, count, writable: false),
                UseChunkEncoding = _client.Options.ChunkEncoding,
            };
            await _client.AskAsync(_folder.PathOf(name), s3 => s3.PutObjectAsync(request, cancel), cancel).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Deletes files; those that are not there count as deleted.</summary>
    /// <param name="names">Their names below the address.</param>
    /// <exception cref="StorageException">The storage does not answer, or refuses.</exception>
    public void Delete(IEnumerable<string> names) => _folder.Delete(names);

    /// <summary>An address by which whoever has it reads a file for a while, without keys; it comes as a download of plain bytes. Nothing is asked.</summary>
    /// <param name="name">Its name below the address.</param>
    /// <param name="lifetime">How long it may be used, up to seven days.</param>
    /// <exception cref="StorageException">There are no keys of access to sign with.</exception>
    public Task<string> SignReadAsync(string name, TimeSpan lifetime)
    {
        var request = Signed(name, HttpVerb.GET, lifetime);
        request.ResponseHeaderOverrides.ContentType = "application/octet-stream";
        request.ResponseHeaderOverrides.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name[(name.LastIndexOf('/') + 1)..])}";
        return SignAsync(name, request);
    }

    /// <summary>An address to which whoever has it puts a file for a while, without keys. Nothing is asked.</summary>
    /// <inheritdoc cref="SignReadAsync"/>
    public Task<string> SignWriteAsync(string name, TimeSpan lifetime) => SignAsync(name, Signed(name, HttpVerb.PUT, lifetime));

    /// <summary>Gives up uploads in parts that were begun and never ended, whose parts nobody sees.</summary>
    /// <param name="before">Those begun before this time.</param>
    /// <returns>How many; null where the storage cannot list them.</returns>
    /// <exception cref="StorageException">The storage does not answer, or refuses.</exception>
    public int? AbandonUploads(DateTimeOffset before)
    {
        var (count, request) = (0, new ListMultipartUploadsRequest { BucketName = _address.Bucket, Prefix = _address.Prefix });
        for (var more = true; more;)
        {
            if (_client.Ask(Location, s3 => UnlessUnknownAsync(s3.ListMultipartUploadsAsync(request))) is not { } page) return null;
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (S3Folder.Utc(upload.Initiated) >= before) continue;

                var end = new AbortMultipartUploadRequest { BucketName = _address.Bucket, Key = upload.Key, UploadId = upload.UploadId };
                _client.Ask(Location, s3 => s3.AbortMultipartUploadAsync(end));
                count++;
            }

            more = page.IsTruncated == true && page.NextKeyMarker is { Length: > 0 };
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }

        return count;
    }

    GetPreSignedUrlRequest Signed(string name, HttpVerb verb, TimeSpan lifetime) => new()
    {
        BucketName = _address.Bucket,
        Key = _address.Key(name),
        Verb = verb,
        // Whole seconds: the SDK counts from the second of signing, and rounds up.
        Expires = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).Add(lifetime).UtcDateTime,
        Protocol = _client.Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
    };

    Task<string> SignAsync(string name, GetPreSignedUrlRequest request) =>
        _client.AskAsync(_folder.PathOf(name), s3 => s3.GetPreSignedURLAsync(request), CancellationToken.None);

    static async Task<ListMultipartUploadsResponse?> UnlessUnknownAsync(Task<ListMultipartUploadsResponse> listing)
    {
        try
        {
            return await listing.ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }
    }

    IEnumerable<StoredFile> Entries(string folder)
    {
        var prefix = folder.Length == 0 ? _address.Prefix : _address.Key(folder) + "/";
        var request = new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = prefix, Delimiter = "/", Encoding = EncodingType.Url };
        for (var more = true; more;)
        {
            var page = _client.Ask(_folder.PathOf(folder), s3 => s3.ListObjectsV2Async(request));
            var decode = page.Encoding == EncodingType.Url;
            foreach (var below in page.CommonPrefixes ?? []) yield return new(NameOf(below, decode), 0, default);
            foreach (var item in page.S3Objects ?? [])
                // A key that ends in a slash is what some tools make to show a folder.
                if (NameOf(item.Key, decode) is var name && !name.EndsWith('/') && name.Length > 0)
                    yield return new(name, item.Size ?? 0, S3Folder.Utc(item.LastModified), item.ETag);

            more = page.IsTruncated == true && page.NextContinuationToken is { Length: > 0 };
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    string NameOf(string key, bool decode) => (decode ? WebUtility.UrlDecode(key) : key)[_address.Prefix.Length..];

    async Task WritePartsAsync(string name, string key, Stream content, byte[] buffer, CancellationToken cancel)
    {
        var path = _folder.PathOf(name);
        var begin = new InitiateMultipartUploadRequest { BucketName = _address.Bucket, Key = key };
        var upload = (await _client.AskAsync(path, s3 => s3.InitiateMultipartUploadAsync(begin, cancel), cancel).ConfigureAwait(false)).UploadId;
        try
        {
            var tags = new List<PartETag>();
            for (var count = PartBytes; count > 0; count = await NextPartAsync(content, buffer, cancel).ConfigureAwait(false))
            {
                if (tags.Count == MostParts)
                    throw new StorageException(path, $"it is longer than {MostParts * (long)PartBytes:N0} bytes, the most that is sent in one file.");
                tags.Add(await WritePartAsync(path, key, upload, tags.Count + 1, new(buffer, 0, count, writable: false), cancel).ConfigureAwait(false));
            }

            var end = new CompleteMultipartUploadRequest { BucketName = _address.Bucket, Key = key, UploadId = upload, PartETags = tags };
            await _client.AskAsync(path, s3 => s3.CompleteMultipartUploadAsync(end, cancel), cancel).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync(key, upload).ConfigureAwait(false);
            throw;
        }
    }

    async Task<PartETag> WritePartAsync(string path, string key, string upload, int number, MemoryStream part, CancellationToken cancel)
    {
        var request = new UploadPartRequest
        {
            BucketName = _address.Bucket,
            Key = key,
            UploadId = upload,
            PartNumber = number,
            InputStream = part,
            PartSize = part.Length,
            UseChunkEncoding = _client.Options.ChunkEncoding,
        };
        return new(number, (await _client.AskAsync(path, s3 => s3.UploadPartAsync(request, cancel), cancel).ConfigureAwait(false)).ETag);
    }

    async Task AbandonAsync(string key, string upload)
    {
        try
        {
            var request = new AbortMultipartUploadRequest { BucketName = _address.Bucket, Key = key, UploadId = upload };
            await _client.AskAsync(key, s3 => s3.AbortMultipartUploadAsync(request, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The parts stay, unseen, until the bucket's own rule removes them; what went wrong before is what matters.
        }
    }

    static ValueTask<int> NextPartAsync(Stream content, byte[] buffer, CancellationToken cancel) =>
        content.ReadAtLeastAsync(buffer.AsMemory(0, PartBytes), PartBytes, throwOnEndOfStream: false, cancel);
}
