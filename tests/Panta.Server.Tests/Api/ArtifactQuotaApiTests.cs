using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Api;

public sealed class ArtifactQuotaApiTests : IAsyncLifetime
{
    const string Proxy = "/api/2.0/mlflow-artifacts";

    RunningServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await RunningServer.StartAsync(o => o with { ArtifactQuota = new() { StoreBytes = 3000, ExperimentBytes = 2000 } });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_does_not_fit_is_refused_in_MLflows_shape_with_what_is_used_and_allowed()
    {
        (await PutAsync("0/r/artifacts/a.bin", 1500)).EnsureSuccessStatusCode();

        using var refused = await PutAsync("0/r/artifacts/b.bin", 501);
        var said = (await refused.Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.Equal((HttpStatusCode.Forbidden, "QUOTA_EXCEEDED"), (refused.StatusCode, (string?)said["error_code"]));
        Assert.StartsWith(
            "The quota of the artifacts of experiment '0' is exceeded: 1,500 of 2,000 bytes are used, and this artifact needs at least 501 more.",
            (string?)said["message"]);
        Assert.DoesNotContain("b.bin", await _server.Client.GetStringAsync($"{Proxy}/artifacts?path=0/r/artifacts"));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_cut_off_where_the_quota_ends()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Proxy}/artifacts/0/a.bin") { Content = new ByteArrayContent(new byte[2001]) };
        request.Headers.TransferEncodingChunked = true;

        using var refused = await _server.Client.SendAsync(request);

        Assert.Contains("QUOTA_EXCEEDED", await refused.Content.ReadAsStringAsync());
        Assert.Equal("{}", await _server.Client.GetStringAsync($"{Proxy}/artifacts"));
    }

    [Fact]
    public async Task Parts_are_refused_likewise_and_deleting_makes_room()
    {
        (await PutAsync("0/a.bin", 1500)).EnsureSuccessStatusCode();
        var begun = await _server.Client.PostAsJsonAsync($"{Proxy}/mpu/create/0", new { path = "b.bin", num_parts = 1 });
        var address = (string)(await begun.Content.ReadFromJsonAsync<JsonObject>())!["credentials"]![0]!["url"]!;

        using var part = new ByteArrayContent(new byte[501]);
        using var refused = await _server.Client.PutAsync(address, part);
        (await _server.Client.DeleteAsync($"{Proxy}/artifacts/0/a.bin")).EnsureSuccessStatusCode();
        using var again = new ByteArrayContent(new byte[501]);
        using var taken = await _server.Client.PutAsync(address, again);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task What_is_used_is_on_the_page_that_Prometheus_reads()
    {
        (await PutAsync("0/a.bin", 1500)).EnsureSuccessStatusCode();

        Assert.Contains("panta_artifact_bytes 1500\n", await _server.Client.GetStringAsync("/metrics"));
    }

    async Task<HttpResponseMessage> PutAsync(string path, int bytes)
    {
        using var content = new ByteArrayContent(new byte[bytes]);
        return await _server.Client.PutAsync($"{Proxy}/artifacts/{path}", content);
    }
}
