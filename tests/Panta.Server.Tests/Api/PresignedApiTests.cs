using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Panta.Data.Tests.Storage;

namespace Panta.Server.Tests.Api;

public sealed class PresignedApiTests(S3Server s3) : IClassFixture<S3Server>
{
    const string Api = "/api/2.0/mlflow";
    const string Proxy = "/api/2.0/mlflow-artifacts";

    // 12 MB in ranges of 5 MB, fetched from where the address leads.
    const string RealClient = """
        import os, sys, tempfile
        import mlflow
        os.environ.update(MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD="true", MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE="5242880")
        import mlflow.store.artifact.http_artifact_repo as repo
        places, fetch = [], repo.download_chunk
        repo.download_chunk = lambda **part: (places.append(part["http_uri"].split("/")[2]), fetch(**part))[1]
        mlflow.set_tracking_uri(sys.argv[1])
        client = mlflow.MlflowClient()
        run = client.create_run("0").info.run_id
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "large ü.bin")
            data = os.urandom(12_000_000)
            with open(path, "wb") as file: file.write(data)
            client.log_artifact(run, path)
            with tempfile.TemporaryDirectory() as other:
                back = client.download_artifacts(run, "large ü.bin", other)
                print(open(back, "rb").read() == data, len(places), set(places) == {sys.argv[2]})
        """;

    [S3Fact]
    public async Task What_is_kept_on_s3_is_fetched_from_there_in_ranges_as_a_download_of_plain_bytes()
    {
        await using var server = await StartAsync(o => o with { ArtifactsDestination = s3.NewTable(), S3 = s3.Options });
        using var content = new StringContent("<script>alert(1)</script>");
        (await server.Client.PutAsync($"{Proxy}/artifacts/0/r/page%20%C3%BC.html", content)).EnsureSuccessStatusCode();

        var signed = await server.Client.GetFromJsonAsync<JsonObject>($"{Proxy}/presigned/0/r/page%20%C3%BC.html");
        using var request = new HttpRequestMessage(HttpMethod.Get, (string)signed!["url"]!);
        request.Headers.Range = new RangeHeaderValue(8, 12);
        using var client = new HttpClient();
        using var part = await client.SendAsync(request);

        Assert.Equal((25, 0), ((int)signed["file_size"]!, signed["headers"]!.AsObject().Count));
        Assert.StartsWith(s3.Options.Endpoint!, (string)signed["url"]!);
        Assert.Equal((HttpStatusCode.PartialContent, "alert"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("application/octet-stream", part.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", part.Content.Headers.ContentDisposition!.DispositionType);
        var lifetime = Regex.Match((string)signed["url"]!, @"[?&]X-Amz-Expires=(\d+)&");
        Assert.True(lifetime.Success, (string)signed["url"]!);
        Assert.InRange(int.Parse(lifetime.Groups[1].Value), 240, 300);
    }

    [S3Fact]
    public async Task A_file_that_is_not_there_or_leads_out_has_no_address()
    {
        await using var server = await StartAsync(o => o with { ArtifactsDestination = s3.NewTable(), S3 = s3.Options });

        using var missing = await server.Client.GetAsync($"{Proxy}/presigned/0/none");
        using var outside = await server.Client.GetAsync($"{Proxy}/presigned/..%2fnone");

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("RESOURCE_DOES_NOT_EXIST", await missing.Content.ReadAsStringAsync());
        Assert.Contains("Invalid path", await outside.Content.ReadAsStringAsync());
    }

    [S3Fact]
    public async Task Clients_send_and_fetch_the_files_of_runs_and_models_below_the_default_root_without_keys()
    {
        await using var server = await StartAsync(o => o with { DefaultArtifactRoot = s3.NewTable(), S3 = s3.Options });
        var run = await RunAsync(server, "0");
        var model = (string)(await Post(server, "/logged-models", new { experiment_id = "0", name = "m" }))["model"]!["info"]!["model_id"]!;
        using var client = new HttpClient();
        foreach (var owner in new object[] { new { run_id = run, path = "dir/a b.txt" }, new { model_id = model, path = "dir/a b.txt", expiration = 60 } })
        {
            var up = await Post(server, "/artifacts/presigned-upload-url", owner);
            using var content = new StringContent("hello");
            (await client.PutAsync((string)up["presigned_url"]!, content)).EnsureSuccessStatusCode();
        }

        var down = await Post(server, "/artifacts/presigned-download-url", new { run_id = run, path = "dir/a b.txt" });

        Assert.Equal("hello", await client.GetStringAsync((string)down["presigned_url"]!));
        Assert.Equal(5, (int)down["file_size"]!);
    }

    [S3Fact]
    public async Task Only_what_the_server_was_told_of_is_signed_for_and_only_for_a_time()
    {
        await using var server = await StartAsync(o => o with { DefaultArtifactRoot = s3.NewTable(), S3 = s3.Options });
        var own = await RunAsync(server, "0");
        var foreign = await RunAsync(server, await Experiment($"s3://{S3Server.Bucket}/secret"));
        var local = await RunAsync(server, await Experiment("/somewhere"));

        await Refused("upload", new { run_id = foreign, path = "a" }, 400, "signs only for what is below its --artifacts-destination");
        await Refused("download", new { run_id = foreign, path = "a" }, 400, "signs only for");
        await Refused("upload", new { run_id = local, path = "a" }, 501, "Presigned upload is not supported for the current artifact repository");
        await Refused("upload", new { run_id = own, path = "../a" }, 400, "Invalid path");
        await Refused("upload", new { run_id = own, model_id = "m", path = "a" }, 400, "Exactly one of run_id and model_id must be provided.");
        await Refused("upload", new { path = "a" }, 400, "Exactly one of run_id and model_id must be provided.");
        await Refused("upload", new { run_id = own, path = "a", expiration = 0 }, 400, "expiration must be between 1 and 604800 seconds (got 0).");
        await Refused("download", new { run_id = own, path = "a", expiration = 604801 }, 400, "expiration must be between 1 and 604800 seconds");
        await Refused("download", new { run_id = own, path = "none" }, 404, "No such artifact");
        await Refused("download", new { path = "a" }, 400, "Missing value for required parameter 'run_id'");
        await Refused("upload", new { run_id = "0123456789abcdef", path = "a" }, 404, "not found");

        async Task<string> Experiment(string place) =>
            (string)(await Post(server, "/experiments/create", new { name = place, artifact_location = place }))["experiment_id"]!;

        async Task Refused(string what, object body, int status, string said)
        {
            using var response = await server.Client.PostAsJsonAsync($"{Api}/artifacts/presigned-{what}-url", body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode == status && text.Contains(said, StringComparison.Ordinal), text);
        }
    }

    [S3Theory]
    [InlineData(1000, null)]
    [InlineData(null, 1000)]
    public async Task With_a_quota_no_upload_is_signed_because_nobody_would_count_it_and_downloads_are(int? all, int? each)
    {
        var place = s3.NewTable();
        await using var server = await StartAsync(o => o with
        {
            ArtifactsDestination = place, DefaultArtifactRoot = place, S3 = s3.Options, ArtifactQuota = new() { StoreBytes = all, ExperimentBytes = each },
        });
        var run = await RunAsync(server, "0");
        using var content = new StringContent("hello");
        (await server.Client.PutAsync($"{Proxy}/artifacts/0/{run}/artifacts/a.txt", content)).EnsureSuccessStatusCode();

        using var upload = await server.Client.PostAsJsonAsync($"{Api}/artifacts/presigned-upload-url", new { run_id = run, path = "b.txt" });
        var download = await Post(server, "/artifacts/presigned-download-url", new { run_id = run, path = "a.txt" });
        var told = await server.Client.GetFromJsonAsync<JsonObject>("/api/3.0/mlflow/server-info");

        Assert.Equal(HttpStatusCode.NotImplemented, upload.StatusCode);
        Assert.Contains("what is sent past this server does not count. Send it through the server", await upload.Content.ReadAsStringAsync());
        Assert.Equal(5, (int)download["file_size"]!);
        Assert.Equal((false, false), ((bool)told!["presigned_upload_run_id_supported"]!, (bool)told["presigned_upload_model_id_supported"]!));
    }

    [Fact]
    public async Task Files_in_a_folder_have_no_address_and_proxied_runs_need_none()
    {
        await using var server = await StartAsync(o => o);
        var run = await RunAsync(server, "0");

        using var proxied = await server.Client.GetAsync($"{Proxy}/presigned/0/a.txt");
        using var upload = await server.Client.PostAsJsonAsync($"{Api}/artifacts/presigned-upload-url", new { run_id = run, path = "a" });

        Assert.Equal(HttpStatusCode.NotImplemented, proxied.StatusCode);
        Assert.Contains("Multipart download is not supported for the current artifact repository", await proxied.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, upload.StatusCode);
        Assert.Contains(
            "Presigned upload is not supported for proxied artifact storage (artifact URI scheme: mlflow-artifacts)", await upload.Content.ReadAsStringAsync());
    }

    [PeersFact]
    public async Task The_original_client_fetches_a_large_file_from_the_storage_itself()
    {
        if (S3Server.WhyNot is not null) return; // needs both
        await using var server = await StartAsync(o => o with { ArtifactsDestination = s3.NewTable(), S3 = s3.Options });

        var said = await Peers.RunAsync(RealClient, server.Address.ToString().TrimEnd('/'), new Uri(s3.Options.Endpoint!).Authority);

        Assert.Contains("True 3 True", said);
    }

    static Task<RunningServer> StartAsync(Func<PantaServerOptions, PantaServerOptions> configure) => RunningServer.StartAsync(configure);

    static async Task<string> RunAsync(RunningServer server, string experiment) =>
        (string)(await Post(server, "/runs/create", new { experiment_id = experiment }))["run"]!["info"]!["run_id"]!;

    static async Task<JsonNode> Post(RunningServer server, string call, object body)
    {
        using var response = await server.Client.PostAsJsonAsync(Api + call, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
