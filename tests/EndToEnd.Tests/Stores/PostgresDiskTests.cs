using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Panta.EndToEnd.Loops;
using Panta.Tracking.Tests;

namespace Panta.EndToEnd.Stores;

/// <summary>Metadata in PostgreSQL, files elsewhere: a disk that fails takes with it only what lies on it, says so, and is used again when it is mended.</summary>
public sealed class PostgresDiskTests
{
    const string Artifact = "api/2.0/mlflow-artifacts/artifacts/0/file.bin";

    [SmallDiskFact(NeedsPostgres = true)]
    public async Task A_full_disk_under_PostgreSQL_is_told_and_what_was_acknowledged_stays()
    {
        using var disk = new SmallDisk(120);
        using var postgres = PostgresServer.New(disk.Folder);
        await using var server = await RunningServer.StartAsync(o => o with { Database = postgres.ConnectionString });
        using var http = new HttpClient { BaseAddress = server.Address };
        var made = new List<string> { await CreateAsync(http) ?? throw new InvalidOperationException("Nothing was made on an empty disk.") };
        disk.Fill();

        HttpResponseMessage? refusal = null;
        for (var i = 0; i < 500 && refusal is null; i++) refusal = await LogAsync(http, made[0], i);
        Assert.NotNull(refusal);
        var error = await refusal.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "TEMPORARILY_UNAVAILABLE"), (refusal.StatusCode, error.GetProperty("error_code").GetString()));
        Assert.Contains("the server's disk is full. Free some space", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("INSERT", error.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("OK", await http.GetStringAsync("health"));
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(Artifact, new ByteArrayContent(new byte[1 << 20]))).StatusCode);

        File.Delete(disk["filler"]);
        made.Add(await CreateAsync(http) ?? throw new InvalidOperationException("Nothing was made when there was room again."));
        foreach (var run in made) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"api/2.0/mlflow/runs/get?run_id={run}")).StatusCode);
    }

    [SmallDiskFact(NeedsPostgres = true)]
    public async Task A_full_disk_of_artifacts_stops_no_metadata()
    {
        using var disk = new SmallDisk(4);
        using var database = new TestDatabase();
        await using var server = await RunningServer.StartAsync(o => o with { Database = database.Address.Connection, ArtifactsDestination = disk["artifacts"] });
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(Artifact, new ByteArrayContent([1, 2, 3]))).StatusCode);
        disk.Fill();

        using var refusal = await http.PutAsync(Artifact, new ByteArrayContent(new byte[1 << 20]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.Contains("No space left on device", await refusal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(await CreateAsync(http));
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(Artifact));
        File.Delete(disk["filler"]);
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(Artifact, new ByteArrayContent(new byte[1 << 20]))).StatusCode);
    }

    [SmallDiskFact(NeedsPostgres = true)]
    public async Task A_read_only_disk_of_artifacts_is_read_and_stops_no_metadata()
    {
        using var disk = new SmallDisk(4);
        using var database = new TestDatabase();
        await using var server = await RunningServer.StartAsync(o => o with { Database = database.Address.Connection, ArtifactsDestination = disk["artifacts"] });
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(Artifact, new ByteArrayContent([1, 2, 3]))).StatusCode);
        disk.MakeReadOnly();

        using var put = await http.PutAsync(Artifact, new ByteArrayContent([4]));
        using var deleted = await http.DeleteAsync(Artifact);

        foreach (var refusal in (HttpResponseMessage[])[put, deleted])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
            Assert.Contains("Read-only file system", await refusal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.NotNull(await CreateAsync(http));
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(Artifact));
        disk.MakeWritable();
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(Artifact, new ByteArrayContent([4]))).StatusCode);
    }

    static async Task<string?> CreateAsync(HttpClient http)
    {
        using var answer = await http.PostAsJsonAsync("api/2.0/mlflow/runs/create", new { experiment_id = "0" });
        if (!answer.IsSuccessStatusCode) return null;
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
    }

    // Texts that do not compress; null where they were taken.
    static async Task<HttpResponseMessage?> LogAsync(HttpClient http, string run, int number)
    {
        var random = new Random(number);
        var parameters = Enumerable.Range(0, 100).Select(i => new { key = $"p{number}-{i}", value = Convert.ToHexString(Bytes(random, 2900)) });
        var answer = await http.PostAsJsonAsync("api/2.0/mlflow/runs/log-batch", new { run_id = run, @params = parameters });
        return answer.IsSuccessStatusCode ? null : answer;
    }

    static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
