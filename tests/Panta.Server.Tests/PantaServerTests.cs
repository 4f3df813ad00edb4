using System.Net;
using Panta.Tracking.Stores;

namespace Panta.Server.Tests;

public sealed class PantaServerTests
{
    [Fact]
    public async Task Health_and_version_answer_plain_text()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("OK", await server.Client.GetStringAsync("/health"));
        Assert.Equal("3.17.2", await server.Client.GetStringAsync("/version"));
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_with_the_first_ones_address()
    {
        await using var server = await RunningServer.StartAsync();
        var folder = server.Services.GetService(typeof(DataFolder)) as DataFolder;

        var error = Assert.Throws<DataFolderInUseException>(() => PantaServer.Build(new() { DataFolder = folder!.Root }));

        Assert.Equal(server.Address, new Uri(error.Holder!.Address));
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_error_and_gives_the_folder_back()
    {
        await using var server = await RunningServer.StartAsync();
        var port = server.Address.Port;

        var error = await Assert.ThrowsAsync<PortInUseException>(() => RunningServer.StartAsync(o => o with { Port = port }));

        Assert.Equal($"Port {port} on 127.0.0.1 is in use by another program. Stop that program, or give another port (0 takes a free one).", error.Message);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.5")]
    [InlineData("example.com")]
    public void Another_host_than_this_machine_is_refused_without_authentication(string host) =>
        Assert.Throws<ArgumentException>(() => PantaServer.Build(new() { Host = host, DataFolder = "/nowhere" }));

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("10.1.2.3:5000", null, HttpStatusCode.NotFound)]
    [InlineData("localhost", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost:3000", HttpStatusCode.NotFound)]
    [InlineData("172.16.0.9", "http://172.16.0.9", HttpStatusCode.NotFound)]
    public async Task Foreign_hosts_and_origins_are_refused(string host, string? origin, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/1.0/nothing");
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Unknown_paths_answer_errors_of_their_family()
    {
        await using var server = await RunningServer.StartAsync();

        using var mlflow = await server.Client.GetAsync("/api/2.0/mlflow/nothing");
        using var own = await server.Client.GetAsync("/api/1.0/nothing");

        Assert.Equal("application/json", mlflow.Content.Headers.ContentType!.MediaType);
        Assert.Contains("\"error_code\":\"ENDPOINT_NOT_FOUND\"", await mlflow.Content.ReadAsStringAsync());
        Assert.Equal("application/problem+json", own.Content.Headers.ContentType!.MediaType);
        Assert.Contains("\"title\":\"Endpoint not found\",\"status\":404", await own.Content.ReadAsStringAsync());
    }
}
