using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Garbage;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

/// <summary>What the table of runs fetches while it is used, asked by hand.</summary>
public sealed partial class RunsRowsTests
{
    [Fact]
    public async Task Rows_of_a_result_stay_in_its_order_while_runs_are_logged()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);
        var result = Result().Match(await server.Client.GetStringAsync("/runs?sort=metrics.mae&order=asc")).Groups[1].Value;
        var late = await server.Services.GetRequiredService<RunStore>().CreateAsync(new() { ExperimentId = "1", Name = "late" });
        await ActivatorUtilities.CreateInstance<RunLog>(server.Services).LogMetricAsync(late.RunId, new("mae", 1, 1));

        var same = await RowsAsync(server, $"sort=metrics.mae&order=asc&result={result}");
        var anew = await RowsAsync(server, "sort=metrics.mae&order=asc&result=none");
        var other = await RowsAsync(server, $"sort=metrics.mae&order=desc&result={result}");

        Assert.Equal(ids, same);
        Assert.Equal([late.RunId, .. ids], anew);
        Assert.Equal([.. ids.Reverse(), late.RunId], other);
    }

    [Fact]
    public async Task A_result_held_while_runs_are_removed_for_good_shows_no_run_of_another_experiment()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = server.Services.GetRequiredService<RunStore>();
        var first = (await runs.CreateAsync(new() { ExperimentId = "0" })).RunId;
        var gone = (await runs.CreateAsync(new() { ExperimentId = "0" })).RunId; // the newest of the store: its short key is given again
        var other = (await server.Services.GetRequiredService<ExperimentStore>().CreateAsync("other")).ExperimentId;
        var result = Result().Match(await server.Client.GetStringAsync("/runs?experiment=0")).Groups[1].Value;
        await runs.DeleteAsync(gone);
        await server.Services.GetRequiredService<GarbageCollection>().CollectAsync(new() { RunIds = [gone] });
        await runs.CreateAsync(new() { ExperimentId = other });

        Assert.Equal([first], await RowsAsync(server, $"experiment=0&result={result}"));
    }

    [Theory]
    [InlineData("start=-5&count=2", 2)]
    [InlineData("start=100&count=2", 0)]
    [InlineData("start=2147483647&count=2147483647", 0)]
    [InlineData("start=0&count=-1", 0)]
    [InlineData("start=0&count=5&sort=nothing.here&sort=attributes.none&column=x&column=metrics.", 5)]
    [InlineData("start=0&count=6&sort=params.%60a%22b'c", 6)]
    public async Task Odd_requests_for_rows_get_what_there_is(string query, int rows)
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);

        Assert.Equal(rows, Key().Count(await server.Client.GetStringAsync($"/runs/rows?{query}")));
    }

    [Fact]
    public async Task Columns_values_and_a_filter_s_fault_are_told_as_json()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);

        var columns = await server.Client.GetStringAsync("/runs/columns?experiment=1");
        var values = await server.Client.GetStringAsync("/runs/values?experiment=1&of=params.seed");
        var fault = await server.Client.GetStringAsync("/runs/filter?filter=metrics.mae+%3C+x");

        Assert.Contains("{\"name\":\"metrics.held-out\",\"runs\":6}", columns);
        Assert.Equal("[{\"name\":\"7\",\"runs\":6}]", values);
        Assert.Contains("\"start\":0,\"length\":15", fault);
    }

    [Fact]
    public async Task An_unknown_experiment_is_told_and_a_deleted_one_shows_its_runs()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);
        await server.Services.GetRequiredService<ExperimentStore>().DeleteAsync("1");

        using var unknown = await server.Client.GetAsync("/runs?experiment=77");
        using var odd = await server.Client.GetAsync("/runs?experiment=x'");
        var deleted = await server.Client.GetStringAsync("/runs?experiment=1");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, odd.StatusCode));
        Assert.Equal(6, Key().Count(deleted));
        Assert.Contains("Deleted runs, kept until panta gc removes them.", deleted);
    }

    [Fact]
    public async Task Acts_on_runs_need_the_page_s_token_and_lead_back_to_this_server_only()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);
        var token = Token().Match(await server.Client.GetStringAsync($"/runs?select={ids[0]}")).Groups[1].Value;

        using var without = await server.Client.PostAsync("/runs/delete", new FormUrlEncodedContent([new("select", ids[0])]));
        using var with = await server.Client.PostAsync(
            "/runs/delete", new FormUrlEncodedContent([new("select", ids[0]), new("back", "//elsewhere.example/"), new("__RequestVerificationToken", token)]));

        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Equal("/runs?done=runs-deleted", with.RequestMessage?.RequestUri?.PathAndQuery);
        Assert.Equal(LifecycleStage.Deleted, server.Services.GetRequiredService<RunStore>().Get(ids[0]).Stage);
    }

    static async Task<string[]> RowsAsync(RunningServer server, string query) =>
        [.. Key().Matches(await server.Client.GetStringAsync($"/runs/rows?start=0&count=50&{query}")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("data-result=\"([0-9a-f]+)\"")]
    private static partial Regex Result();

    [GeneratedRegex("<tr data-key=\"([0-9a-f]{32})\"")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
