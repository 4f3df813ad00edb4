using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Server;
using Panta.Tracking.Stores;

namespace Panta.Cli.Connections;

/// <summary>
/// The way of a command to the store: HTTP to a server. Where nobody holds the data folder, the command itself is the server, on a free
/// loopback port, until it is disposed.
/// </summary>
sealed class ServerConnection : IAsyncDisposable
{
    // A retrain is answered when it is done.
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    readonly HttpClient _http;
    readonly WebApplication? _own;

    ServerConnection(Uri address, WebApplication? own)
    {
        _own = own;
        _http = new HttpClient { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Patience };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Where the server answers.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>A connection to a server that runs already.</summary>
    public static ServerConnection To(Uri address) => new(address, null);

    /// <summary>A connection to the server that holds a data folder; where none does, to one of its own.</summary>
    /// <exception cref="DataFolderInUseException">A process that is no server holds the folder.</exception>
    public static Task<ServerConnection> ToDataFolderAsync(string folder, LogLevel level, CancellationToken cancel) =>
        ToDataFolderAsync(folder, null, level, cancel);

    /// <summary>The same for a folder whose metadata is in a PostgreSQL database; null for where the folder has it.</summary>
    /// <exception cref="DataFolderInUseException">A process that is no server holds the folder.</exception>
    public static async Task<ServerConnection> ToDataFolderAsync(string folder, string? database, LogLevel level, CancellationToken cancel)
    {
        if (DataFolder.FindHolder(folder) is { } holder)
            return holder.Address.Length > 0 ? To(new Uri(holder.Address)) : throw new DataFolderInUseException(Path.GetFullPath(folder), holder);

        var own = PantaServer.Build(ArtifactSettings.Apply(new PantaServerOptions
        {
            DataFolder = folder,
            Database = database,
            Port = 0,
            LogLevel = level,
        }));
        try
        {
            return new(new Uri(await PantaServer.StartAsync(own, cancel)), own);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a resource.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, (HttpContent?)null, cancel);

    /// <summary>Sends a document.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancel) => SendAsync(HttpMethod.Post, path, body, cancel);

    /// <summary>Sends a document that is written already.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public Task<JsonNode> PostAsync(string path, byte[] json, CancellationToken cancel)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        return SendAsync(HttpMethod.Post, path, content, cancel);
    }

    /// <summary>Sends a document that is written already, and opens the answer as it comes.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public Stream Post(string path, byte[] json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new("application/json");
        var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.IsSuccessStatusCode) return response.Content.ReadAsStream();

        using (response)
        using (var text = new StreamReader(response.Content.ReadAsStream()))
            throw ServerAnswerException.From(response.StatusCode, text.ReadToEnd(), path);
    }

    /// <summary>What a list of many pages holds, a page fetched when it is come to.</summary>
    /// <param name="field">The list's name in an answer.</param>
    /// <param name="ask">Asks for the page of a token; empty for the first.</param>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public static async IAsyncEnumerable<JsonNode> PagesAsync(string field, Func<string, Task<JsonNode>> ask)
    {
        for (var token = ""; token is not null;)
        {
            var page = await ask(token);
            foreach (var item in page[field]?.AsArray() ?? []) yield return item!.DeepClone();
            token = page["next_page_token"]?.ToString() is { Length: > 0 } next ? next : null;
        }
    }

    /// <summary>Puts a document in its place.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public Task<JsonNode> PutAsync(string path, JsonNode body, CancellationToken cancel) => SendAsync(HttpMethod.Put, path, body, cancel);

    /// <summary>Puts a file in its place.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public async Task PutFileAsync(string path, FileInfo file, CancellationToken cancel)
    {
        await using var bytes = file.OpenRead();
        await PutBytesAsync(path, bytes, cancel);
    }

    /// <summary>Puts bytes in their place, however many.</summary>
    /// <exception cref="ServerAnswerException">The server answered with an error.</exception>
    public async Task PutBytesAsync(string path, Stream bytes, CancellationToken cancel)
    {
        using var content = new StreamContent(bytes);
        using var response = await _http.PutAsync(path, content, cancel);
        if (!response.IsSuccessStatusCode) throw ServerAnswerException.From(response.StatusCode, await response.Content.ReadAsStringAsync(cancel), path);
    }

    /// <summary>Fetches a file; false where there is none.</summary>
    /// <exception cref="ServerAnswerException">The server answered with another error.</exception>
    public async Task<bool> TryGetFileAsync(string path, FileInfo into, CancellationToken cancel)
    {
        if (await FindBytesAsync(path, cancel) is not var (bytes, _)) return false;

        await using var content = bytes;
        await using var file = into.Create();
        await content.CopyToAsync(file, cancel);
        return true;
    }

    /// <summary>Opens a file of the server's; null where there is none.</summary>
    /// <exception cref="ServerAnswerException">The server answered with another error.</exception>
    public async Task<(Stream Content, long Length)?> FindBytesAsync(string path, CancellationToken cancel)
    {
        var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode) return (await response.Content.ReadAsStreamAsync(cancel), response.Content.Headers.ContentLength ?? -1);

        using (response)
            return response.StatusCode == HttpStatusCode.NotFound
                ? null : throw ServerAnswerException.From(response.StatusCode, await response.Content.ReadAsStringAsync(cancel), path);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_own is null) return;

        await _own.StopAsync();
        await _own.DisposeAsync();
    }

    Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancel) =>
        SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancel);

    async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/')) { Content = content };
        using var response = await _http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw ServerAnswerException.From(response.StatusCode, text, request.RequestUri!.AbsolutePath);

        return text.Length == 0 ? new JsonObject() : Parse(text, path);
    }

    JsonNode Parse(string text, string path)
    {
        try
        {
            return JsonNode.Parse(text) ?? new JsonObject();
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{Address} does not answer {path} in JSON. Is it a Panta server of this version?");
        }
    }
}
