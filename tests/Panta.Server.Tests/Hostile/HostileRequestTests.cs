using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Panta.Server.Tests.Hostile;

/// <summary>Requests that want too much: each is bounded, and told so.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    const string Create = "/api/2.0/mlflow/experiments/create";

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Json_may_nest_64_levels_and_no_more()
    {
        var (deep, deeper) = ($$"""{"name":"deep","x":{{Nested(63)}}}""", $$"""{"name":"deeper","x":{{Nested(64)}}}""");

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Create, deep)).Status);
        Assert.Contains("nests deeper than 64 levels", (await PostAsync(Create, deeper)).Text);
        Assert.Contains("nests deeper than 64 levels", (await PostAsync(Create, new string('[', 1_000_000))).Text);
    }

    [Fact]
    public async Task Of_a_field_that_comes_twice_the_last_one_counts_as_with_MLflow()
    {
        await PostAsync(Create, """{"name":"first","name":"last"}""");

        Assert.Equal(HttpStatusCode.OK, (await _server.Client.GetAsync("/api/2.0/mlflow/experiments/get-by-name?experiment_name=last")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Client.GetAsync("/api/2.0/mlflow/experiments/get-by-name?experiment_name=first")).StatusCode);
    }

    [Theory]
    [InlineData("POST", Create, "application/json")]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/bomb.bin", "application/octet-stream")]
    public async Task Archive_bombs_as_compressed_bodies_are_refused_unopened(string method, string path, string type)
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await zip.WriteAsync(new byte[10 << 20]);
        using var request = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentType = new(type);
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var answer = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("'gzip'; compressed bodies are not taken", await answer.Content.ReadAsStringAsync());
        Assert.Equal("{}", await _server.Client.GetStringAsync("/api/2.0/mlflow-artifacts/artifacts"));
    }

    [Fact]
    public async Task A_request_line_of_50_kilobytes_is_read_and_one_of_70_is_refused()
    {
        var path = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=";

        Assert.Equal(404, Wire.Status(await Wire.SendAsync(_server.Address, Wire.Request("GET", path + new string('x', 50_000)))));
        Assert.Equal(414, Wire.Status(await Wire.SendAsync(_server.Address, Wire.Request("GET", path + new string('x', 70_000)))));
    }

    [Fact]
    public void Slow_clients_and_slow_readers_have_a_least_speed()
    {
        var limits = _server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.True(limits.MinRequestBodyDataRate is { BytesPerSecond: > 0 } && limits.MinResponseDataRate is { BytesPerSecond: > 0 });
        Assert.True(limits.RequestHeadersTimeout <= TimeSpan.FromSeconds(15));
        Assert.Equal(4096, limits.MaxConcurrentConnections);
    }

    [LongFact]
    public async Task A_client_that_sends_a_byte_a_second_is_cut_off()
    {
        using var client = new TcpClient(_server.Address.Host, _server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Create} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"));
        var sent = 0;

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (; sent < 60; sent++)
            {
                await stream.WriteAsync("x"u8.ToArray());
                await Task.Delay(1000);
            }
        });

        Assert.InRange(sent, 1, 30);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_others_go_on()
    {
        await using var small = await RunningServer.StartAsync(o => o with { MaxConnections = 3 });
        var idle = Enumerable.Range(0, 3).Select(_ => new TcpClient(small.Address.Host, small.Address.Port)).ToList();
        await Task.WhenAll(idle.Select(c => c.GetStream().WriteAsync("GET /health HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray()).AsTask()));

        var further = await Wire.SendAsync(small.Address, Wire.Request("GET", "/health"));
        await idle[0].GetStream().WriteAsync("\r\n"u8.ToArray());
        using var reader = new StreamReader(idle[0].GetStream());

        Assert.Equal("", further);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
        idle.ForEach(c => c.Dispose());
    }

    [Theory]
    [InlineData("lab.example", "lab.example", 200)]
    [InlineData("*.lab.example", "a.lab.example:5000", 200)]
    [InlineData("*.lab.example", "lab.example.evil", 403)]
    [InlineData("lab.example:5000", "lab.example:5000", 200)]
    [InlineData("lab.example:5000", "lab.example:6000", 403)]
    [InlineData("", "LOCALHOST", 200)]
    [InlineData("", "127.0.0.1.nip.example", 403)]
    public async Task Hosts_are_allowed_by_name_and_pattern(string allowed, string host, int status)
    {
        await using var server = await RunningServer.StartAsync(o => o with { AllowedHosts = allowed.Length == 0 ? [] : [allowed] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/2.0/mlflow/experiments/get?experiment_id=0");
        request.Headers.Host = host;

        using var answer = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 403) Assert.StartsWith("Invalid Host header", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("https://evil.example", null, "Cross-origin request blocked")]
    [InlineData("null", null, "Cross-origin request blocked")]
    [InlineData("https://lab.example.evil.example", null, "Cross-origin request blocked")]
    [InlineData(null, "cross-site", "Cross-origin request blocked")]
    [InlineData("https://lab.example", null, "")]
    [InlineData("http://localhost:3000", "cross-site", "")]
    [InlineData(null, "same-origin", "")]
    public async Task Cross_site_requests_change_nothing(string? origin, string? site, string said)
    {
        await using var server = await RunningServer.StartAsync(o => o with { AllowedOrigins = ["https://lab.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Post, Create) { Content = new StringContent("""{"name":"x"}""", Encoding.UTF8, "application/json") };
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await server.Client.SendAsync(request);

        Assert.Equal(said.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync());
        Assert.Equal(said.Length == 0 && origin is not null, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Cross_site_requests_as_forms_are_no_json(string type)
    {
        using var content = new StringContent("""{"name":"form"}""", Encoding.UTF8, type);

        using var answer = await _server.Client.PostAsync(Create, content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Content-Type must be 'application/json'", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_preflight_names_the_methods_of_an_allowed_origin_only()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AllowedOrigins = ["https://lab.example"] });
        const string Asked = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n";

        var allowed = await Wire.SendAsync(server.Address, Wire.Request("OPTIONS", Create, headers: $"Origin: https://lab.example\r\n{Asked}"));
        var refused = await Wire.SendAsync(server.Address, Wire.Request("OPTIONS", Create, headers: $"Origin: https://evil.example\r\n{Asked}"));

        Assert.Equal((200, 403), (Wire.Status(allowed), Wire.Status(refused)));
        Assert.Contains("Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS, PATCH", allowed);
        Assert.Contains("Access-Control-Allow-Headers: content-type", allowed);
        Assert.DoesNotContain("Access-Control-Allow", refused);
    }

    [Theory]
    [InlineData("LIKE")]
    [InlineData("ILIKE")]
    public async Task Regular_expression_blow_up_in_a_filters_patterns_does_not_happen(string like)
    {
        await PostAsync("/api/2.0/mlflow/runs/create", $$"""{"experiment_id":"0","tags":[{"key":"a","value":"{{new string('a', 8000)}}"}]}""");
        var pattern = string.Concat(Enumerable.Repeat("%a_", 3000)) + "b";
        var filter = string.Join(" AND ", Enumerable.Repeat($"tags.a {like} '{pattern}'", 10));

        var answer = await PostAsync("/api/2.0/mlflow/runs/search", JsonSerializer.Serialize(new { experiment_ids = new[] { "0" }, filter }));

        Assert.Equal((HttpStatusCode.OK, "{}"), answer);
    }

    [Fact]
    public async Task Regular_expression_blow_up_in_the_operators_pattern_of_sources_does_not_happen()
    {
        foreach (var pattern in (string[])["^s3://(a+)+$", @"^s3://(a+)+\1$"])
        {
            await using var server = await RunningServer.StartAsync(o => o with { ModelSourcePattern = pattern });
            var source = "s3://" + new string('a', 5000) + "!";

            using var answer = await server.Client.PostAsync(
                "/api/2.0/mlflow/model-versions/create", new StringContent($$"""{"name":"m","source":"{{source}}"}""", Encoding.UTF8, "application/json"));

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("Invalid model version source", await answer.Content.ReadAsStringAsync());
        }
    }

    static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _server.Client.PostAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
