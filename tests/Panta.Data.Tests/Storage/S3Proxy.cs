using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panta.Data.Tests.Storage;

/// <summary>What the proxy does to a request instead of passing it on, or after it.</summary>
enum Fault
{
    None,

    /// <summary>Breaks the connection; the server does not see the request.</summary>
    DropBefore,

    /// <summary>Passes the request on, then breaks the connection: what was asked is done, and nobody is told.</summary>
    DropAfter,

    /// <summary>Breaks the connection in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>Answers 500; the server does not see the request.</summary>
    Error500,

    /// <summary>Passes the request on, then answers 500 all the same.</summary>
    Error500After,

    /// <summary>Answers 409, as AWS does where two conditional puts meet.</summary>
    Conflict,

    /// <summary>Answers 403.</summary>
    Denied,

    /// <summary>Answers that the clocks differ.</summary>
    Skewed,

    /// <summary>Answers with a page of HTML.</summary>
    Html,
}

/// <summary>
/// Stands before <c>s3rver</c>, which ignores <c>If-None-Match</c> and overwrites: here a put with <c>If-None-Match: *</c> is answered 412 when the key is
/// there, one put of a key at a time, as AWS does. And it makes the faults that a test wants.
/// </summary>
sealed class S3Proxy : IDisposable
{
    readonly HttpListener _listener = new();
    readonly HttpClient _server;
    readonly ConcurrentDictionary<string, SemaphoreSlim> _keys = new(StringComparer.Ordinal);
    readonly string _upstream;

    public S3Proxy(int port)
    {
        _upstream = $"http://127.0.0.1:{port}";
        _server = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
        Address = Listen();
        _ = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>The fault for a request (method, raw path and query). Default none.</summary>
    public Func<string, string, Fault> Faults { get; set; } = (_, _) => Fault.None;

    /// <summary>Whether conditions are kept; false leaves them to s3rver, which ignores them.</summary>
    public bool KeepsConditions { get; set; } = true;

    /// <summary>Answers given instead of the server's, by what the raw path and query contain.</summary>
    public Func<string, string?> Canned { get; set; } = _ => null;

    /// <summary>How many requests came.</summary>
    public int Requests;

    public void Dispose()
    {
        _listener.Close();
        _server.Dispose();
    }

    string Listen()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        _listener.Prefixes.Add(address + "/");
        _listener.Start();
        return address;
    }

    async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref Requests);
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var url = context.Request.RawUrl!;
            var fault = Faults(context.Request.HttpMethod, url);
            if (fault == Fault.DropBefore) context.Response.Abort();
            else if (Canned(url) is { } canned) await SayAsync(context.Response, 200, canned);
            else if (await RefusedAsync(context.Response, fault)) { }
            else await PassAsync(context, url, body.ToArray(), fault);
        }
        catch (Exception error) when (error is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            context.Response.Abort();
        }
    }

    static async Task<bool> RefusedAsync(HttpListenerResponse response, Fault fault)
    {
        (int Status, string Code)? refusal = fault switch
        {
            Fault.Error500 => (500, "InternalError"),
            Fault.Conflict => (409, "ConditionalRequestConflict"),
            Fault.Denied => (403, "AccessDenied"),
            Fault.Skewed => (403, "RequestTimeTooSkewed"),
            _ => null,
        };
        if (fault == Fault.Html) await SayAsync(response, 503, $"<html><body>{new string('x', 5000)}</body></html>");
        if (refusal is { } given) await SayAsync(response, given.Status, Xml(given.Code));
        return fault == Fault.Html || refusal is not null;
    }

    async Task PassAsync(HttpListenerContext context, string url, byte[] body, Fault fault)
    {
        var key = url.Split('?')[0];
        var conditional = KeepsConditions && context.Request.HttpMethod == "PUT" && context.Request.Headers["If-None-Match"] == "*";
        var turn = _keys.GetOrAdd(key, _ => new(1));
        if (conditional) await turn.WaitAsync();
        try
        {
            if (conditional && await IsThereAsync(key)) await SayAsync(context.Response, 412, Xml("PreconditionFailed"));
            else await ForwardAsync(context, url, body, fault);
        }
        finally
        {
            if (conditional) turn.Release();
        }
    }

    async Task<bool> IsThereAsync(string key)
    {
        using var answer = await _server.SendAsync(new(HttpMethod.Head, Exact(key)));
        return answer.StatusCode == HttpStatusCode.OK ? true
            : answer.StatusCode == HttpStatusCode.NotFound ? false : throw new IOException($"s3rver answered {answer.StatusCode} to the proxy.");
    }

    async Task ForwardAsync(HttpListenerContext context, string url, byte[] body, Fault fault)
    {
        using var request = new HttpRequestMessage(new(context.Request.HttpMethod), Exact(url));
        if (body.Length > 0 || context.Request.HttpMethod is "PUT" or "POST") request.Content = new ByteArrayContent(body);
        foreach (var name in context.Request.Headers.AllKeys)
            if (name is not null and not "Content-Length" and not "Expect" && !request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]))
                request.Content?.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);

        using var answer = await _server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (fault == Fault.DropAfter)
        {
            context.Response.Abort();
            return;
        }

        if (fault == Fault.Error500After) await SayAsync(context.Response, 500, Xml("InternalError"));
        else await GiveAsync(context.Response, answer, context.Request.HttpMethod == "HEAD", fault == Fault.CutAnswer);
    }

    static async Task GiveAsync(HttpListenerResponse response, HttpResponseMessage answer, bool head, bool cut)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not "Content-Length" and not "Transfer-Encoding" and not "Connection" and not "Keep-Alive") response.Headers[name] = string.Join(", ", values);

        var content = head ? [] : await answer.Content.ReadAsByteArrayAsync();
        response.ContentLength64 = head ? answer.Content.Headers.ContentLength ?? 0 : content.Length;
        if (cut) await response.OutputStream.WriteAsync(content.AsMemory(0, content.Length / 2));
        else if (!head) await response.OutputStream.WriteAsync(content);
        if (cut) response.Abort();
        else response.Close();
    }

    static async Task SayAsync(HttpListenerResponse response, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        (response.StatusCode, response.ContentType, response.ContentLength64) = (status, "application/xml", bytes.Length);
        await response.OutputStream.WriteAsync(bytes);
        response.Close();
    }

    static string Xml(string code) => string.Create(CultureInfo.InvariantCulture, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>By the proxy.</Message></Error>");

    Uri Exact(string url) => new(_upstream + url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
