using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Panta.Cli.Demo;

/// <summary>
/// HTTP to a server that may die and come back: a request that was not acknowledged is sent again, the same bytes under the same id, until it is.
/// What the server refuses is not sent again.
/// </summary>
sealed class DemoClient : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly HttpClient _http;
    readonly TimeProvider _time;

    public DemoClient(Uri address, TimeProvider time)
    {
        _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 32 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        _time = time;
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, [], null, cancel);

    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancel) =>
        PostAsync(path, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), null, cancel);

    public Task<JsonNode> PostAsync(string path, byte[] body, string? requestId, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, body, requestId, cancel);

    public void Dispose() => _http.Dispose();

    async Task<JsonNode> SendAsync(HttpMethod method, string path, byte[] body, string? requestId, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await SendOnceAsync(method, path, body, requestId, cancel);
            }
            catch (Exception error) when (IsOutage(error) && !cancel.IsCancellationRequested && _time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, _time, cancel);
            }
        }
    }

    async Task<JsonNode> SendOnceAsync(HttpMethod method, string path, byte[] body, string? requestId, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post) request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        if (requestId is not null) request.Headers.Add("x-request-id", requestId);

        using var response = await _http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsByteArrayAsync(cancel);
        if (response.IsSuccessStatusCode) return JsonNode.Parse(text) ?? new JsonObject();

        throw Connections.ServerAnswerException.From(response.StatusCode, System.Text.Encoding.UTF8.GetString(text), path);
    }

    static bool IsOutage(Exception error) =>
        error is HttpRequestException or IOException or Connections.ServerAnswerException { Status: HttpStatusCode.ServiceUnavailable };
}
