using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.EndToEnd.Loops;

/// <summary>A disk that is full or may not be written: said in a sentence, nothing acknowledged is lost, and work goes on when there is room again.</summary>
public sealed class DiskTests
{
    [SmallDiskFact]
    public async Task A_full_disk_is_told_and_what_was_acknowledged_stays()
    {
        using var disk = new SmallDisk(12);
        await using (var server = await RunningServer.StartAsync(o => o with { DataFolder = disk["data"] }))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.OK, (await CreateAsync(http, "before")).Status);
            disk.Fill();

            var (status, said) = await CreateAsync(http, "meanwhile");
            using var artifact = await http.PutAsync("api/2.0/mlflow-artifacts/artifacts/9/big.bin", new ByteArrayContent(new byte[1 << 20]));

            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (status, artifact.StatusCode));
            Assert.Contains("the disk is full. Free some space, then repeat", said, StringComparison.Ordinal);
            Assert.Contains("No space left on device", await artifact.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("OK", await http.GetStringAsync("health"));

            File.Delete(disk["filler"]);
            Assert.Equal(HttpStatusCode.OK, (await CreateAsync(http, "after")).Status);
        }

        await using var again = await RunningServer.StartAsync(o => o with { DataFolder = disk["data"] });
        using var client = new HttpClient { BaseAddress = again.Address };
        foreach (var (name, expected) in new[] { ("before", HttpStatusCode.OK), ("meanwhile", HttpStatusCode.NotFound), ("after", HttpStatusCode.OK) })
            Assert.Equal(expected, (await client.GetAsync($"api/2.0/mlflow/experiments/get-by-name?experiment_name={name}")).StatusCode);
    }

    [SmallDiskFact]
    public async Task Points_that_found_no_room_in_their_log_are_refused_and_do_not_come_back_and_those_after_them_stay()
    {
        using var disk = new SmallDisk(12);
        var copy = Directory.CreateTempSubdirectory("panta-copy-");
        try
        {
            string run;
            await using (var server = await RunningServer.StartAsync(o => o with { DataFolder = disk["data"] }))
            {
                using var http = new HttpClient { BaseAddress = server.Address };
                using var made = await http.PostAsJsonAsync("api/2.0/mlflow/runs/create", new { experiment_id = "0" });
                run = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
                Assert.Equal(HttpStatusCode.OK, (await LogAsync(http, run, 1)).Status);
                Assert.Equal("1", await ValuesAsync(http, run)); // in the tables
                using (var log = File.Open(disk["data/panta.db-points"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) log.SetLength(0);
                disk.Fill();

                foreach (var value in (int[])[2, 3])
                {
                    var (status, said) = await LogAsync(http, run, value);
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                    Assert.Contains("nothing of this change was kept", said, StringComparison.Ordinal);
                }

                Assert.Equal("1", await ValuesAsync(http, run));

                File.Delete(disk["filler"]);
                Assert.Equal(HttpStatusCode.OK, (await LogAsync(http, run, 4)).Status);
                foreach (var file in Directory.GetFiles(disk["data"], "panta.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
                    File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file))); // as a kill would leave them
                Assert.Equal("1 4", await ValuesAsync(http, run));
            }

            foreach (var folder in (string[])[copy.FullName, disk["data"]])
            {
                await using var again = await RunningServer.StartAsync(o => o with { DataFolder = folder });
                using var http = new HttpClient { BaseAddress = again.Address };
                Assert.Equal("1 4", await ValuesAsync(http, run));
            }
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [SmallDiskFact]
    public async Task A_folder_that_may_not_be_written_is_named_and_not_called_held()
    {
        using var disk = new SmallDisk(12);
        await (await RunningServer.StartAsync(o => o with { DataFolder = disk["data"] })).DisposeAsync();
        disk.MakeReadOnly();

        var old = await Assert.ThrowsAsync<StoreException>(() => RunningServer.StartAsync(o => o with { DataFolder = disk["data"] }));
        var made = await Assert.ThrowsAsync<StoreException>(() => RunningServer.StartAsync(o => o with { DataFolder = disk["new"] }));

        Assert.Null(DataFolder.FindHolder(disk["data"]));
        Assert.Contains("Read-only file system", old.Message, StringComparison.Ordinal);
        Assert.Contains($"'{disk["new"]}'. Give a folder that this user may write.", made.Message, StringComparison.Ordinal);
    }

    static async Task<(HttpStatusCode Status, string Said)> CreateAsync(HttpClient http, string name)
    {
        using var answer = await http.PostAsJsonAsync("api/2.0/mlflow/experiments/create", new { name });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static async Task<(HttpStatusCode Status, string Said)> LogAsync(HttpClient http, string run, int value)
    {
        using var answer = await http.PostAsJsonAsync(
            "api/2.0/mlflow/runs/log-batch", new { run_id = run, metrics = (object[])[new { key = "loss", value, timestamp = value, step = value }] });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static async Task<string> ValuesAsync(HttpClient http, string run)
    {
        var history = await http.GetFromJsonAsync<JsonElement>($"api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss");
        return string.Join(' ', history.GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("value").GetDouble()));
    }
}
