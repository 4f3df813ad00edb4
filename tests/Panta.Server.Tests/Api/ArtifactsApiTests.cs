using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Api;

public sealed class ArtifactsApiTests : IAsyncLifetime
{
    const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_large_file_comes_back_whole_and_in_parts()
    {
        var data = new byte[5_000_000];
        new Random(1).NextBytes(data);
        using var content = new ByteArrayContent(data);
        (await _server.Client.PutAsync($"{Proxy}/0/r/artifacts/big.bin", content)).EnsureSuccessStatusCode();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Proxy}/0/r/artifacts/big.bin");
        request.Headers.Range = new RangeHeaderValue(1_000_000, 1_000_099);
        using var part = await _server.Client.SendAsync(request);

        Assert.Equal(data, await _server.Client.GetByteArrayAsync($"{Proxy}/0/r/artifacts/big.bin"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(data[1_000_000..1_000_100], await part.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("page.html", "text/plain")]
    [InlineData("MLmodel", "text/plain")]
    [InlineData("plot.png", "image/png")]
    [InlineData("model.bin", "application/octet-stream")]
    [InlineData("plot.svg", "application/octet-stream")]
    [InlineData("page.xhtml", "application/octet-stream")]
    public async Task Downloads_are_attachments_that_no_browser_runs(string name, string type)
    {
        using var content = new StringContent("<script>alert(1)</script>");
        await _server.Client.PutAsync($"{Proxy}/{name}", content);

        using var response = await _server.Client.GetAsync($"{Proxy}/{name}");

        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_sent_again_and_its_head_tells_its_length()
    {
        using var content = new StringContent("one");
        await _server.Client.PutAsync($"{Proxy}/a.txt", content);
        using var first = await _server.Client.GetAsync($"{Proxy}/a.txt");
        using var same = await GetUnless(first.Headers.ETag!);
        using var head = await _server.Client.SendAsync(new(HttpMethod.Head, $"{Proxy}/a.txt"));
        using var changed = new StringContent("another");
        await _server.Client.PutAsync($"{Proxy}/a.txt", changed);
        using var other = await GetUnless(first.Headers.ETag!);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        Assert.Equal(3, head.Content.Headers.ContentLength);
        Assert.NotNull(head.Content.Headers.LastModified);
        Assert.Equal("another", await other.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Another_folder_can_be_the_destination()
    {
        using var place = new TemporaryPlace();
        await using var server = await RunningServer.StartAsync(o => o with { ArtifactsDestination = place.Path, DefaultArtifactRoot = "s3://bucket/root" });
        using var content = new StringContent("x");
        (await server.Client.PutAsync($"{Proxy}/0/a.txt", content)).EnsureSuccessStatusCode();

        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(place.Path, "0", "a.txt")));
        Assert.Contains("s3://bucket/root/0", await server.Client.GetStringAsync("/api/2.0/mlflow/experiments/get?experiment_id=0"));
    }

    [Theory]
    [InlineData("PUT", "/%2e%2e/%2e%2e/x")]
    [InlineData("PUT", "/..%2f..%2fx")]
    [InlineData("GET", "/%252e%252e/panta.db")]
    [InlineData("GET", "/..%5cpanta.db")]
    [InlineData("DELETE", "/%2e%2e/%2e%2e")]
    [InlineData("DELETE", "/")]
    [InlineData("PUT", "/a%00b")]
    public async Task Paths_that_leave_the_store_are_refused_as_sent_on_the_wire(string method, string path)
    {
        var status = await RawStatus($"{method} {Proxy}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");

        Assert.InRange(status, 400, 405);
    }

    [Fact]
    public async Task An_upload_cut_short_leaves_nothing()
    {
        await RawStatus($"PUT {Proxy}/cut.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\nonly this", close: true);

        for (var wait = 0; wait < 100 && (await _server.Client.GetStringAsync(Proxy)).Contains("cut"); wait++) await Task.Delay(20);
        Assert.Equal("{}", await _server.Client.GetStringAsync(Proxy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_artifact_beyond_the_limit_is_refused_with_the_option_that_says_so(bool isChunked)
    {
        await using var small = await RunningServer.StartAsync(o => o with { MaxArtifactBytes = 1000 });
        var begun = await small.Client.PostAsJsonAsync("/api/2.0/mlflow-artifacts/mpu/create/0", new { path = "b.bin", num_parts = 1 });
        var part = (string)(await begun.Content.ReadFromJsonAsync<JsonObject>())!["credentials"]![0]!["url"]!;

        foreach (var address in (string[])[$"{Proxy}/a.bin", part])
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(new byte[2000]) };
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await small.Client.SendAsync(request);
            var said = (await response.Content.ReadFromJsonAsync<JsonObject>())!;

            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "REQUEST_TOO_LARGE"), (response.StatusCode, (string?)said["error_code"]));
            Assert.Equal(
                "Artifact size is too large: at least 2,000 bytes, and one may have 1,000. Send a smaller file, or raise the server's --artifact-max-bytes "
                + "(PANTA_ARTIFACT_MAX_BYTES).", (string?)said["message"]);
        }

        Assert.Equal("{}", await small.Client.GetStringAsync(Proxy));
    }

    [Fact]
    public async Task A_bad_path_is_refused_before_the_model_is_looked_up()
    {
        using var plain = await _server.Client.GetAsync("/model-versions/get-artifact?name=none&version=1&path=../x");
        using var doubled = await _server.Client.GetAsync(new Uri(_server.Address + "/model-versions/get-artifact?name=none&version=1&path=../x"));

        Assert.Contains("\"message\":\"Invalid path\"", await plain.Content.ReadAsStringAsync());
        Assert.Contains("\"message\":\"Invalid path\"", await doubled.Content.ReadAsStringAsync());
    }

    async Task<HttpResponseMessage> GetUnless(EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Proxy}/a.txt");
        request.Headers.IfNoneMatch.Add(tag);
        return await _server.Client.SendAsync(request);
    }

    async Task<int> RawStatus(string request, bool close = false)
    {
        using var client = new TcpClient("127.0.0.1", _server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        if (close) return 0;

        using var reader = new StreamReader(client.GetStream());
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1]);
    }

    /// <summary>A folder beside the server's own, gone with the test.</summary>
    sealed class TemporaryPlace : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("panta-place-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
