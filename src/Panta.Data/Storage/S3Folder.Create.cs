using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>The making of a file that is not there yet.</summary>
sealed partial class S3Folder
{
    const string WriterHeader = "x-amz-meta-panta-writer";
    const int Attempts = 6;

    enum Owner
    {
        Nobody,
        Ourselves,
        Another,
    }

    public bool TryCreate(string name, ReadOnlyMemory<byte> content)
    {
        client.Prove(address.Bucket, RequireConditions);
        return client.Ask(PathOf(name), s3 => CreateAsync(s3, name, content), uncertain: true);
    }

    /// <summary>Makes a file twice: the second must be refused, or two writers could overwrite each other.</summary>
    void RequireConditions()
    {
        var trial = $"{Log}.{Guid.NewGuid():N}.tmp";
        var heeded = client.Ask(PathOf(trial), async s3 => await CreateAsync(s3, trial, "1"u8.ToArray()).ConfigureAwait(false)
            && !await CreateAsync(s3, trial, "2"u8.ToArray()).ConfigureAwait(false));
        Delete([trial]);
        if (!heeded)
            throw new StorageException(Location,
                "the storage overwrites a file that it was told to keep (it does not heed 'If-None-Match'): writers would lose each other's versions. "
                + "Nothing was written; use a storage with conditional put.");
    }

    /// <summary>
    /// The file carries a mark of this very call. So where an answer was lost, and where the SDK asked again after a first try that had done it,
    /// a look at the file says whose it is.
    /// </summary>
    async Task<bool> CreateAsync(AmazonS3Client s3, string name, ReadOnlyMemory<byte> content)
    {
        var writer = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var request = Put(name, content);
                request.IfNoneMatch = "*";
                request.Metadata[WriterHeader] = writer;
                var answer = await s3.PutObjectAsync(request).ConfigureAwait(false);
                // A storage names what it stored; a success without that is something else's on the way.
                if (answer.ETag is { Length: > 0 } || await OwnerAsync(s3, name, content, writer).ConfigureAwait(false) == Owner.Ourselves) return true;
                if (attempt == Attempts) throw new IOException("it says that it stored the file, and does not have it");
            }
            catch (AmazonServiceException error) when (S3Errors.IsTaken(error))
            {
                return await OwnerAsync(s3, name, content, writer).ConfigureAwait(false) == Owner.Ourselves;
            }
            catch (Exception error) when (S3Errors.IsPassing(error))
            {
                var owner = await OwnerAsync(s3, name, content, writer).ConfigureAwait(false);
                if (owner != Owner.Nobody) return owner == Owner.Ourselves;
                if (attempt == Attempts) throw;
            }

            // Nobody's yet: the request may still be under way, and then the next one finds our own file.
            await S3Client.PauseAsync(attempt).ConfigureAwait(false);
        }
    }

    async Task<Owner> OwnerAsync(AmazonS3Client s3, string name, ReadOnlyMemory<byte> content, string writer)
    {
        try
        {
            using var found = await s3.GetObjectAsync(new GetObjectRequest { BucketName = address.Bucket, Key = address.Key(name) }).ConfigureAwait(false);
            if (found.Metadata[WriterHeader] is { Length: > 0 } mark) return mark == writer ? Owner.Ourselves : Owner.Another;

            // Another program's, or a storage that drops marks: then only what it holds can tell.
            if (found.ContentLength != content.Length) return Owner.Another;
            var body = await BodyAsync(found, content.Length).ConfigureAwait(false);
            return content.Span.SequenceEqual(body) ? Owner.Ourselves : Owner.Another;
        }
        catch (AmazonServiceException error) when (S3Errors.IsMissing(error))
        {
            return Owner.Nobody;
        }
    }
}
