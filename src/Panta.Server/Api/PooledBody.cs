using System.Buffers;
using System.Text.Json;

namespace Panta.Server.Api;

/// <summary>A request's body and what is parsed from it, in memory of the pool that goes back when the request has ended.</summary>
sealed class PooledBody : IDisposable
{
    const int FirstBytes = 4096;
    const int MostAtFirst = 1 << 20; // a request may say that it is larger than it is

    readonly List<JsonDocument> _documents = [];
    byte[] _bytes;
    int _length;

    PooledBody(int size) => _bytes = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public static async Task<PooledBody> ReadAsync(HttpRequest request)
    {
        var body = new PooledBody((int)Math.Clamp((request.ContentLength ?? 0) + 1, FirstBytes, MostAtFirst));
        request.HttpContext.Response.RegisterForDispose(body);
        for (int read; (read = await request.Body.ReadAsync(body._bytes.AsMemory(body._length), request.HttpContext.RequestAborted)) > 0;)
        {
            body._length += read;
            if (body._length == body._bytes.Length) body.Grow();
        }

        return body;
    }

    /// <summary>Parses JSON; null where it is none.</summary>
    public JsonElement? TryParse(ReadOnlyMemory<byte> json, JsonDocumentOptions options)
    {
        try
        {
            var document = JsonDocument.Parse(json, options);
            _documents.Add(document);
            return document.RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var document in _documents) document.Dispose();
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
