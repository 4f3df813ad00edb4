using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Api;

public sealed class ArtifactUploadsApiTests : IAsyncLifetime
{
    const string Api = "/api/2.0/mlflow-artifacts";

    // 23 MB in parts of 5 MB, counted as the client sends them.
    const string RealClient = """
        import hashlib, os, sys, tempfile
        import mlflow
        os.environ.update(MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD="true", MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE="10000000")
        os.environ.update(MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE="5242880")
        from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository
        sent, send = [], HttpArtifactRepository._upload_part
        HttpArtifactRepository._upload_part = staticmethod(lambda **part: (sent.append(part), send(**part))[1])
        mlflow.set_tracking_uri(sys.argv[1])
        client = mlflow.MlflowClient()
        run = client.create_run("0").info.run_id
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "large ü.bin")
            data = os.urandom(23_000_000)
            with open(path, "wb") as file: file.write(data)
            client.log_artifact(run, path, "deep/er")
            entry, = client.list_artifacts(run, "deep/er")
            back = client.download_artifacts(run, "deep/er/large ü.bin", folder)
            print(entry.path, entry.file_size, open(back, "rb").read() == data, len(sent))
        """;

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_upload_in_parts_becomes_the_file_named_on_the_clients_machine()
    {
        var begun = await Post("create/0/r/artifacts/dir", new { path = "/data/ada/a b.bin", num_parts = 2 });
        var parts = new JsonArray();
        foreach (var credential in begun["credentials"]!.AsArray().Reverse())
        {
            using var content = new StringContent($"part {credential!["part_number"]};");
            using var response = await _server.Client.PutAsync(new Uri((string)credential["url"]!), content);
            parts.Add(new JsonObject { ["part_number"] = (int)credential["part_number"]!, ["etag"] = response.Headers.ETag!.Tag, ["url"] = "" });
        }

        var seenBefore = await _server.Client.GetStringAsync(Api + "/artifacts");
        await Post("complete/0/r/artifacts/dir", new { path = "/data/ada/a b.bin", upload_id = (string)begun["upload_id"]!, parts });

        Assert.Equal("{}", seenBefore);
        Assert.Equal("part 1;part 2;", await _server.Client.GetStringAsync(Api + "/artifacts/0/r/artifacts/dir/a%20b.bin"));
    }

    [Theory]
    [InlineData("create/0/..%2f..", """{"path":"a","num_parts":1}""", "Invalid path")]
    [InlineData("create/0", """{"path":"..","num_parts":1}""", "Invalid path")]
    [InlineData("create/0", """{"path":"a/","num_parts":1}""", "Invalid path")]
    [InlineData("create/0", """{"path":"a","num_parts":0}""", "num_parts is 0")]
    [InlineData("create/0", """{"path":"a","num_parts":10001}""", "num_parts is 10001")]
    [InlineData("create/0", """{"num_parts":1}""", "Missing value for required parameter 'path'")]
    [InlineData("complete/0", """{"path":"a","upload_id":"x","parts":[{"part_number":1,"etag":"e"}]}""", "There is no upload 'x'")]
    [InlineData("abort/0", """{"path":"a","upload_id":"../../panta.db"}""", "There is no upload")]
    public async Task What_cannot_be_is_refused_by_name(string call, string body, string message)
    {
        using var content = new StringContent(body, null, "application/json");
        using var response = await _server.Client.PostAsync($"{Api}/mpu/{call}", content);

        Assert.InRange((int)response.StatusCode, 400, 404);
        Assert.Contains(message, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_part_for_no_upload_is_not_found()
    {
        using var content = new StringContent("x");
        using var response = await _server.Client.PutAsync($"{Api}/mpu/part?upload_id={Guid.NewGuid():N}&part_number=1", content);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [PeersFact]
    public async Task The_original_client_uploads_a_large_file_in_parts()
    {
        var said = await Peers.RunAsync(RealClient, _server.Address.ToString().TrimEnd('/'));

        Assert.Contains("deep/er/large ü.bin 23000000 True 5", said);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_server.Folder, "data", "uploads")));
    }

    async Task<JsonNode> Post(string call, object body)
    {
        using var response = await _server.Client.PostAsJsonAsync($"{Api}/mpu/{call}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
