using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Panta.Server.Api;
using Panta.Tracking.Garbage;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Api;

public sealed class RenderedRunsTests : IAsyncLifetime
{
    const string Search = "/api/2.0/mlflow/runs/search";

    const int Anew = RenderedRuns.LargestPage + 1; // nothing of such a page is remembered

    TestDatabase? _database;
    RunningServer _server = null!;

    RunStore Runs => _server.Services.GetRequiredService<RunStore>();

    RunLog Log => _server.Services.GetRequiredService<RunLog>();

    ExperimentStore Experiments => _server.Services.GetRequiredService<ExperimentStore>();

    public async Task InitializeAsync()
    {
        _database = StoreTestCase.Current == StoreKind.Postgres ? new() : null;
        _server = await RunningServer.StartAsync(options => options with { Database = _database?.Address.Connection });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _database?.Dispose();
    }

    [StoreFact]
    public async Task After_every_kind_of_write_a_page_has_the_bytes_of_one_written_anew()
    {
        const int Seed = 61;
        var random = new Random(Seed);
        var runs = new List<string>();
        for (var i = 0; i < 8; i++) runs.Add((await Runs.CreateAsync(new() { Name = $"run {i}" })).RunId);
        var kinds = Writes(random);

        for (var step = 0; step < 400; step++)
        {
            var (name, write) = kinds[step < kinds.Count ? step : random.Next(kinds.Count)];
            var refused = await Refused(() => write(runs));

            var about = $"seed {Seed}, step {step}: {name} (refused: {refused})";
            await SameAnew(new { experiment_ids = (string[])["0"], run_view_type = "ALL" }, about);
            await SameAnew(new { experiment_ids = (string[])["0"], order_by = (string[])["metrics.loss"], filter = "metrics.loss < 0.7" }, about);
        }
    }

    [StoreFact]
    public async Task Pages_and_empty_answers_are_the_same_too()
    {
        for (var i = 0; i < 7; i++) await Runs.CreateAsync(new() { Name = $"größe \"{i}\"\n\u2028" });

        string? token = null;
        var names = new List<string>();
        do
        {
            var page = JsonElement.Parse(await Ask(new { experiment_ids = (string[])["0"], max_results = 3, page_token = token }));
            names.AddRange(page.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("info").GetProperty("run_name").GetString()!));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"größe \"{i}\"\n\u2028"), names.Order(StringComparer.Ordinal));
        Assert.Equal("{}", Encoding.UTF8.GetString(await Ask(new { experiment_ids = (string[])["0"], filter = "tags.none = 'x'" })));
        await SameAnew(new { experiment_ids = (string[])["0"] }, "names to be escaped");
    }

    [StoreFact]
    public async Task Runs_too_large_to_remember_are_answered_whole()
    {
        var run = (await Runs.CreateAsync(new())).RunId;
        for (var i = 0; i < 4; i++) // 3 MB: more than one run may take, and than is sent in one piece
            await Log.LogBatchAsync(run, new() { Tags = [.. Enumerable.Range(0, 100).Select(tag => new Tag($"{i}-{tag}", new('é', 8000)))] });

        await SameAnew(new { experiment_ids = (string[])["0"] }, "first");
        await Log.SetTagAsync(run, new("0-0", "short"));
        await SameAnew(new { experiment_ids = (string[])["0"] }, "after a change");
    }

    [StoreFact]
    public async Task What_was_answered_to_a_writer_is_in_every_page_that_is_asked_for_afterwards()
    {
        const int Writers = 3;
        var runs = new string[Writers];
        for (var i = 0; i < Writers; i++) runs[i] = (await Runs.CreateAsync(new())).RunId;
        var (done, written) = (false, new long[Writers]);
        var writing = Enumerable.Range(0, Writers).Select(i => Task.Run(async () =>
        {
            for (var n = 1L; n <= 300; n++)
            {
                await Log.LogMetricAsync(runs[i], new("n", n, n));
                Volatile.Write(ref written[i], n);
            }
        })).ToList();
        var reading = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var last = false; !last;)
            {
                last = Volatile.Read(ref done);
                var before = written.Select((_, i) => Volatile.Read(ref written[i])).ToList();
                var answer = JsonElement.Parse(await Ask(new { experiment_ids = (string[])["0"], order_by = (string[])["metrics.n DESC"] }));
                var found = answer.GetProperty("runs").EnumerateArray().ToDictionary(run => run.GetProperty("info").GetProperty("run_id").GetString()!, LastN);
                for (var i = 0; i < Writers; i++) Assert.True(found[runs[i]] >= before[i], $"A page has n = {found[runs[i]]} after {before[i]} was answered.");
            }
        })).ToList();

        await Task.WhenAll(writing);
        Volatile.Write(ref done, true);
        await Task.WhenAll(reading);

        await SameAnew(new { experiment_ids = (string[])["0"] }, "at the end");
    }

    // As many kinds as there are, by name; each changes one of the runs, or a new one.
    List<(string Name, Func<List<string>, Task> Write)> Writes(Random random)
    {
        var (n, bulk) = (0L, new BulkRuns(_server.Services.GetRequiredService<Tracking.Stores.Database>()));
        string Any(List<string> runs) => runs[random.Next(runs.Count)];
        return
        [
            ("metric", runs => Log.LogMetricAsync(Any(runs), new("loss", random.NextDouble(), ++n))),
            ("NaN", runs => Log.LogMetricAsync(Any(runs), new("loss", double.NaN, ++n))),
            ("param", runs => Log.LogParamAsync(Any(runs), new($"p{random.Next(20)}", "1"))),
            ("tag", runs => Log.SetTagAsync(Any(runs), new("t", $"{++n}"))),
            ("rename by tag", runs => Log.SetTagAsync(Any(runs), new("mlflow.runName", $"named {++n}"))),
            ("delete tag", runs => Log.DeleteTagAsync(Any(runs), "t")),
            ("batch", runs => Log.LogBatchAsync(Any(runs), new() { Metrics = [new("auc", random.NextDouble(), ++n), new("loss", 0.5, ++n)], Tags = [new("b", $"{n}")] })),
            ("inputs", runs => Log.LogInputsAsync(Any(runs), [new(new("rows", $"{++n}") { Source = "s", SourceType = "local" }, [new("context", "train")])], ["m-1"])),
            ("outputs", runs => Log.LogOutputsAsync(Any(runs), [new("m-2", ++n)])),
            ("model", runs => Log.LogModelAsync(Any(runs), """{"artifact_path": "m", "flavors": {}, "utc_time_created": "now", "run_id": "r"}""")),
            ("update", runs => Runs.UpdateAsync(Any(runs), new() { Status = RunStatus.Finished, EndTime = ++n, Name = $"updated {n}" })),
            ("delete", runs => Runs.DeleteAsync(Any(runs))),
            ("restore", runs => Runs.RestoreAsync(Any(runs))),
            ("create", async runs => runs.Add((await Runs.CreateAsync(new() { Tags = [new("t", "x")] })).RunId)),
            ("experiment deleted and restored", async _ =>
            {
                await Runs.DeleteAsync((await Runs.CreateAsync(new())).RunId);
                await Experiments.DeleteAsync("0");
                await SameAnew(new { experiment_ids = (string[])["0"], run_view_type = "ALL" }, "experiment deleted");
                await Experiments.RestoreAsync("0");
            }),
            ("import", runs => bulk.WriteAsync([Runs.Get(Any(runs)) with { Name = $"imported {++n}", Tags = [new("i", $"{n}")] }], [])),
            ("garbage", async runs =>
            {
                var gone = Any(runs);
                await Runs.DeleteAsync(gone);
                await _server.Services.GetRequiredService<GarbageCollection>().CollectAsync(new() { RunIds = [gone] });
                runs.Remove(gone);
            }),
        ];
    }

    static async Task<bool> Refused(Func<Task> write)
    {
        try
        {
            await write();
            return false;
        }
        catch (Exception error) when (error is ArgumentException or Tracking.Stores.NotFoundException)
        {
            return true; // a deleted run, a param that has another value
        }
    }

    static double LastN(JsonElement run) =>
        run.GetProperty("data").TryGetProperty("metrics", out var metrics) ? metrics.EnumerateArray().Single().GetProperty("value").GetDouble() : 0;

    async Task SameAnew(object query, string about)
    {
        var fields = JsonSerializer.SerializeToNode(query)!.AsObject();
        var (first, second) = (await Ask(fields), await Ask(fields));
        fields["max_results"] = Anew;
        var anew = await Ask(fields);
        Assert.True(anew.AsSpan().SequenceEqual(first), $"{about}\n{Encoding.UTF8.GetString(first)}\nanew\n{Encoding.UTF8.GetString(anew)}");
        Assert.True(anew.AsSpan().SequenceEqual(second), about);
    }

    async Task<byte[]> Ask(object query)
    {
        using var answer = await _server.Client.PostAsJsonAsync(Search, query);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        return bytes;
    }
}
