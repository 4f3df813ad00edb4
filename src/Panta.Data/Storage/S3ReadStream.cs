using Amazon.Runtime;
using Amazon.S3.Model;

namespace Panta.Data.Storage;

/// <summary>A file on S3, read from any place by ranges; where an answer breaks off, the rest of the same file is asked for.</summary>
sealed class S3ReadStream(S3Client client, string bucket, string key, string path, StoredFile file) : Stream
{
    GetObjectResponse? _answer;
    long _next;
    long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Size;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= file.Size || buffer.Length == 0) return 0;

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await client.AskAsync(path, _ => PieceAsync(buffer, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException error) when (error.InnerException is { } cause && S3Errors.IsBrokenOff(cause) && attempt < client.Options.Retries)
            {
                Forget();
                await S3Client.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => file.Size + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Forget();
        base.Dispose(disposing);
    }

    async Task<int> PieceAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        if (_answer is null || _next != _position) await AskFromAsync(_position, cancel).ConfigureAwait(false);
        // A storage that falls silent in the middle must not hold us for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(client.Options.Timeout);
        var most = (int)Math.Min(buffer.Length, file.Size - _position);
        var read = await _answer!.ResponseStream.ReadAsync(buffer[..most], patience.Token).ConfigureAwait(false);
        if (read == 0) throw new IOException($"it ended after {_position:N0} of {file.Size:N0} bytes");

        _next = _position += read;
        return read;
    }

    async Task AskFromAsync(long from, CancellationToken cancel)
    {
        Forget();
        var request = new GetObjectRequest { BucketName = bucket, Key = key, EtagToMatch = file.Tag };
        if (from > 0) request.ByteRange = new($"bytes={from}-");
        try
        {
            _answer = await client.AskAsync(path, s3 => s3.GetObjectAsync(request, cancel), cancel).ConfigureAwait(false);
        }
        catch (StorageException error) when (error.InnerException is AmazonServiceException answer && (S3Errors.IsTaken(answer) || S3Errors.IsMissing(answer)))
        {
            throw Replaced(error);
        }

        // Some storages do not heed the condition.
        if (file.Tag is not null && _answer.ETag != file.Tag) throw Replaced(null);
        _next = from;
        if (from > 0 && _answer.HttpStatusCode != System.Net.HttpStatusCode.PartialContent)
            throw new StorageException(path, "the storage sends the whole file where a part was asked for.");
    }

    StorageException Replaced(Exception? error) => new(path, "it was replaced or deleted while it was read. Try again.", error);

    void Forget()
    {
        _answer?.Dispose();
        _answer = null;
    }
}
