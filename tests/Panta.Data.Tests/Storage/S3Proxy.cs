using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

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
/// there, as AWS does. It takes one request of a key at a time, because <c>s3rver</c> shows a file before all of it is written. And it makes the faults
/// that a test wants.
/// </summary>
sealed class S3Proxy : IDisposable
{
    readonly WebApplication _listener;
    readonly HttpClient _server = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    readonly ConcurrentDictionary<string, SemaphoreSlim> _keys = new(StringComparer.Ordinal);
    readonly string _upstream;
    int _requests;

    public S3Proxy(int port)
    {
        _upstream = $"http://127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _listener = builder.Build();
        _listener.Run(AnswerAsync);
        _listener.StartAsync().GetAwaiter().GetResult();
        Address = _listener.Urls.Single();
    }

    public string Address { get; }

    /// <summary>The fault for a request (method, raw path and query). Default none.</summary>
    public Func<string, string, Fault> Faults { get; set; } = (_, _) => Fault.None;

    /// <summary>Whether conditions are kept; false leaves them to s3rver, which ignores them.</summary>
    public bool KeepsConditions { get; set; } = true;

    /// <summary>What is answered instead of what the server says, by the raw path and query; null leaves it to the server.</summary>
    public Func<string, string?> Canned { get; set; } = _ => null;

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    public void Dispose()
    {
        _listener.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        ((IDisposable)_listener).Dispose();
        _server.Dispose();
    }

    async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var url = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var fault = Faults(context.Request.Method, url);
        if (fault == Fault.DropBefore) context.Abort();
        else if (Canned(url) is { } canned) await SayAsync(context.Response, 200, canned);
        else if (fault == Fault.Html) await SayAsync(context.Response, 503, $"<html><body>{new string('x', 5000)}</body></html>");
        else if (RefusalOf(fault) is { } refusal) await SayAsync(context.Response, refusal.Status, Xml(refusal.Code));
        else await PassAsync(context, url, body.ToArray(), fault);
    }

    static (int Status, string Code)? RefusalOf(Fault fault) => fault switch
    {
        Fault.Error500 => (500, "InternalError"),
        Fault.Conflict => (409, "ConditionalRequestConflict"),
        Fault.Denied => (403, "AccessDenied"),
        Fault.Skewed => (403, "RequestTimeTooSkewed"),
        _ => null,
    };

    async Task PassAsync(HttpContext context, string url, byte[] body, Fault fault)
    {
        var key = url.Split('?')[0];
        var conditional = KeepsConditions && context.Request.Method == "PUT" && context.Request.Headers.IfNoneMatch == "*";
        var turn = url == key ? _keys.GetOrAdd(key, _ => new(1)) : new(1);
        await turn.WaitAsync();
        try
        {
            if (conditional && await IsThereAsync(key)) await SayAsync(context.Response, 412, Xml("PreconditionFailed"));
            else await ForwardAsync(context, url, body, fault);
        }
        catch (HttpRequestException)
        {
            context.Abort();
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<bool> IsThereAsync(string key)
    {
        using var answer = await _server.SendAsync(new(HttpMethod.Head, Exact(key)));
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            var other => throw new HttpRequestException($"s3rver answered {other} to the proxy."),
        };
    }

    async Task ForwardAsync(HttpContext context, string url, byte[] body, Fault fault)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), Exact(url));
        if (body.Length > 0 || context.Request.Method is "PUT" or "POST") request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in context.Request.Headers)
            if (name is not "Content-Length" and not "Expect" && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());

        using var answer = await _server.SendAsync(request);
        if (fault == Fault.DropAfter) context.Abort();
        else if (fault == Fault.Error500After) await SayAsync(context.Response, 500, Xml("InternalError"));
        else await GiveAsync(context, answer, fault == Fault.CutAnswer);
    }

    static async Task GiveAsync(HttpContext context, HttpResponseMessage answer, bool cut)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not "Content-Length" and not "Transfer-Encoding" and not "Connection" and not "Keep-Alive") response.Headers[name] = values.ToArray();

        var content = await answer.Content.ReadAsByteArrayAsync();
        var head = context.Request.Method == "HEAD";
        if (answer.StatusCode is not HttpStatusCode.NoContent and not HttpStatusCode.NotModified)
            response.ContentLength = head ? answer.Content.Headers.ContentLength : content.Length;
        if (cut)
        {
            await response.Body.WriteAsync(content.AsMemory(0, content.Length / 2));
            await response.Body.FlushAsync();
            context.Abort();
        }
        else if (!head && content.Length > 0)
        {
            await response.Body.WriteAsync(content);
        }
    }

    static async Task SayAsync(HttpResponse response, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, "application/xml", bytes.Length);
        await response.Body.WriteAsync(bytes);
    }

    static string Xml(string code) =>
        string.Create(CultureInfo.InvariantCulture, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>By the proxy.</Message></Error>");

    Uri Exact(string url) => new(_upstream + url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
