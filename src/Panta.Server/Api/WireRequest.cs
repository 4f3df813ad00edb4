using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Panta.Server.Api;

/// <summary>A call of MLflow's REST API: its fields from query or body, and the ways to answer it.</summary>
sealed class WireRequest
{
    const int FlushAt = 32 * 1024;
    const int SendAt = 64 * 1024; // a usual page is sent at once
    const int MaxDepth = 64;

    /// <summary>How every answer is written.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    static readonly byte[] Comma = ","u8.ToArray();

    static readonly ReadOnlyMemory<byte> Empty = "{}"u8.ToArray();

    static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth };

    readonly PooledBody? _body;
    WireObject? _fields;

    WireRequest(HttpContext http, PooledBody? body)
    {
        Http = http;
        _body = body;
    }

    public HttpContext Http { get; }

    /// <summary>The body as it came; empty where the fields are the query's.</summary>
    public ReadOnlySpan<byte> Body => _body is null ? default : _body.Bytes.Span;

    /// <summary>The fields, read when they are first asked for.</summary>
    /// <exception cref="ArgumentException">The body is not JSON or not an object.</exception>
    public WireObject Fields => _fields ??= new(_body is null ? OfQuery(Http.Request.Query) : OfBody(_body), "");

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>A value of the route's path, percent-decoded.</summary>
    public string Route(string name) => Uri.UnescapeDataString(Http.Request.RouteValues[name] as string ?? "");

    /// <summary>Reads the fields: of a GET from the query, else from the JSON body, else from the query.</summary>
    /// <exception cref="ArgumentException">The body is not JSON, not an object, or of another media type.</exception>
    public static async Task<WireRequest> ReadAsync(HttpContext http)
    {
        var call = await TakeAsync(http);
        _ = call.Fields; // what is wrong is refused before anything is done
        return call;
    }

    /// <summary>Takes a request in; its fields are read when they are asked for.</summary>
    /// <exception cref="ArgumentException">The body is of another media type.</exception>
    public static async Task<WireRequest> TakeAsync(HttpContext http)
    {
        var get = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if ((get && http.Request.QueryString.HasValue) || http.Request.ContentLength is 0) return new(http, null);

        var body = await PooledBody.ReadAsync(http.Request);
        if (body.Bytes.Length == 0) return new(http, null);
        if (!get && !IsJson(http.Request.ContentType))
            throw new ArgumentException($"Bad Request. Content-Type must be 'application/json', not '{http.Request.ContentType}'.");

        return new(http, body);
    }

    /// <summary>Answers a call without result.</summary>
    public async Task Done()
    {
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = Empty.Length;
        await Http.Response.BodyWriter.WriteAsync(Empty, Cancel);
    }

    /// <summary>Answers with an object.</summary>
    /// <param name="fields">Writes the object's fields.</param>
    public async Task Answer(Action<Utf8JsonWriter> fields)
    {
        Http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(Http.Response.BodyWriter, Writing);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
    }

    /// <summary>Answers with a list, which is left out when empty, and the token of the next page; sent as it is enumerated.</summary>
    public async Task AnswerPage<T>(string name, IEnumerable<T> items, string? nextToken, Action<Utf8JsonWriter, T> write)
    {
        using var each = items.GetEnumerator();
        var any = each.MoveNext(); // what it refuses is refused before anything is sent
        Http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(Http.Response.BodyWriter, Writing);
        json.WriteStartObject();
        if (any)
        {
            json.WriteStartArray(name);
            var sent = 0L;
            do
            {
                write(json, each.Current);
                if (json.BytesCommitted + json.BytesPending - sent < FlushAt) continue;

                await json.FlushAsync(Cancel);
                await Http.Response.BodyWriter.FlushAsync(Cancel);
                sent = json.BytesCommitted;
            }
            while (each.MoveNext());
            json.WriteEndArray();
        }

        if (nextToken is not null) json.WriteString("next_page_token", nextToken);
        json.WriteEndObject();
    }

    /// <summary>Answers with JSON that is written already.</summary>
    /// <param name="pieces">The answer, one behind the other.</param>
    public async Task Answer(IReadOnlyList<byte[]> pieces)
    {
        var (response, body) = (Http.Response, Http.Response.BodyWriter);
        response.ContentType = "application/json";
        response.ContentLength = pieces.Sum(piece => (long)piece.Length);
        await response.StartAsync(Cancel); // what is written before that is copied once more
        for (var next = 0; next < pieces.Count;)
        {
            next = Put(pieces, next, body);
            await body.FlushAsync(Cancel);
        }
    }

    /// <summary>The pieces of an answer with a list of what is written already, which is left out when empty, and the token of the next page.</summary>
    public static List<byte[]> Page(string name, IReadOnlyList<byte[]> items, string? nextToken)
    {
        var next = nextToken is null ? "" : $"{(items.Count > 0 ? "," : "")}\"next_page_token\":\"{JsonEncodedText.Encode(nextToken, Writing.Encoder)}\"";
        var pieces = new List<byte[]>((2 * items.Count) + 2) { Encoding.UTF8.GetBytes(items.Count > 0 ? $"{{\"{name}\":[" : "{") };
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) pieces.Add(Comma);
            pieces.Add(items[i]);
        }

        pieces.Add(Encoding.UTF8.GetBytes($"{(items.Count > 0 ? "]" : "")}{next}}}"));
        return pieces;
    }

    // As many as are worth sending together, in one stretch of memory. Answers which is next.
    static int Put(IReadOnlyList<byte[]> pieces, int first, PipeWriter body)
    {
        var (end, length) = (first + 1, pieces[first].Length);
        while (end < pieces.Count && length + pieces[end].Length <= SendAt) length += pieces[end++].Length;
        var rest = body.GetSpan(length);
        for (var i = first; i < end; i++)
        {
            pieces[i].CopyTo(rest);
            rest = rest[pieces[i].Length..];
        }

        body.Advance(length);
        return end;
    }

    static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    static JsonElement OfBody(PooledBody body)
    {
        // The mark that some programs begin UTF-8 with is no JSON.
        var json = body.Bytes.Span.StartsWith("\uFEFF"u8) ? body.Bytes[3..] : body.Bytes;
        if (!Utf8.IsValid(json.Span)) throw new ArgumentException("The request's body is not valid UTF-8. Send JSON in UTF-8.");

        var root = body.TryParse(json, Reading) ?? body.TryParse(SpecialNumbers.Quote(json.Span), Reading) ?? throw new ArgumentException(
            DepthOf(json.Span) > MaxDepth ? $"The request's body nests deeper than {MaxDepth} levels." : "The request's body is not valid JSON.");
        if (root.ValueKind == JsonValueKind.String && WireObject.TryText(root) is { } inner)
            root = body.TryParse(Encoding.UTF8.GetBytes(inner), Reading) ?? root; // encoded twice
        return root.ValueKind == JsonValueKind.Object ? root : throw new ArgumentException($"The request's body must be a JSON object, not {root.ValueKind}.");
    }

    // Asked only where parsing failed, to say why.
    static int DepthOf(ReadOnlySpan<byte> json)
    {
        var (depth, deepest, inText) = (0, 0, false);
        for (var i = 0; i < json.Length; i++)
        {
            if (inText && json[i] == '\\') i++;
            else if (json[i] == '"') inText = !inText;
            else if (!inText && json[i] is (byte)'[' or (byte)'{') deepest = Math.Max(deepest, ++depth);
            else if (!inText && json[i] is (byte)']' or (byte)'}') depth--;
        }

        return deepest;
    }

    static JsonElement OfQuery(IQueryCollection query)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, values) in query)
            {
                if (values.Count == 1)
                {
                    json.WriteString(name, values[0]);
                    continue;
                }

                json.WriteStartArray(name);
                foreach (var value in values) json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }
}
