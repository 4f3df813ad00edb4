using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Panta.Server;

/// <summary>
/// Refuses bodies that are too large in words that their sender gets to read. The host's own limit breaks the connection, which a client
/// that is still sending takes for a fault of the network; here the answer comes first and the host then takes the rest in and throws it
/// away (for at most five seconds). A compressed body would be of unknown size and is refused.
/// </summary>
/// <remarks>The limit is the server's, or what the endpoint's metadata says (<see cref="IRequestSizeLimitMetadata"/>).</remarks>
sealed class BodyLimit(RequestDelegate next, PantaServerOptions options)
{
    public Task InvokeAsync(HttpContext http)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? options.MaxRequestBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } host) host.MaxRequestBodySize = null;

        if (http.Request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException(
                $"The body's Content-Encoding is '{encoding}'; compressed bodies are not taken, because nobody knows how large they are. Send it as it is.",
                StatusCodes.Status415UnsupportedMediaType);

        if (http.Request.ContentLength > limit) throw new BodyTooLargeException($"has {http.Request.ContentLength} bytes", limit);
        if (http.Request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            http.Request.Body = new CountedBody(http.Request.Body, limit);
        return next(http);
    }

    /// <summary>A body that does not say how long it is, up to the limit.</summary>
    sealed class CountedBody(Stream body, long limit) : Stream
    {
        long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await body.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Counted(body.Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        int Counted(int count) => (_read += count) <= limit ? count : throw new BodyTooLargeException("is too large", limit);
    }
}
