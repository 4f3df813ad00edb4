using Microsoft.Extensions.DependencyInjection;
using Panta.Server.Pages;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

public sealed class RunsPageTests
{
    [Fact]
    public async Task Runs_are_sorted_filtered_and_compared_by_the_address_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);

        var best = await server.Client.GetStringAsync("/runs?sort=metrics.mae&order=asc");
        var some = await server.Client.GetStringAsync("/runs?filter=" + Uri.EscapeDataString("metrics.mae < 18 and params.seed = '7'"));
        var compared = await server.Client.GetStringAsync($"/runs?select={ids[0]}&select={ids[2]}");

        Assert.True(best.IndexOf(ids[0], StringComparison.Ordinal) < best.IndexOf(ids[5], StringComparison.Ordinal));
        Assert.Contains("<td class=\"n strong\" title=\"17.83\">17.83</td>", best);
        Assert.Equal(2, Rows(some));
        Assert.Contains("2 chosen", compared);
        Assert.Contains("Same in all: seed", compared);
        Assert.Contains("id=\"compare-curves\"", compared);
    }

    [Fact]
    public async Task Runs_of_all_experiments_are_counted_and_the_newest_experiments_offered()
    {
        await using var server = await RunningServer.StartAsync();
        var (experiments, runs) = (server.Services.GetRequiredService<ExperimentStore>(), server.Services.GetRequiredService<RunStore>());
        var made = await Task.WhenAll(Enumerable.Range(1, 1007).Select(i => experiments.CreateAsync($"night {i}")));
        await runs.CreateAsync(new() { ExperimentId = "0", Name = "first" });
        await runs.CreateAsync(new() { ExperimentId = "1007", Name = "last" });

        var two = await server.Client.GetStringAsync("/runs");
        foreach (var id in made.Select(each => each.ExperimentId).Where(id => id != "1007").Take(RunsViews.MostListed))
            await runs.CreateAsync(new() { ExperimentId = id });
        var many = await server.Client.GetStringAsync("/runs");
        var oldest = await server.Client.GetStringAsync("/runs?experiment=0");

        Assert.Contains("2 runs in 2 experiments.", two);
        Assert.Contains("<option value=\"0\">Default (1)</option>", two);
        Assert.Contains("<option value=\"1007\">", two);
        Assert.Contains($"{RunsViews.MostListed + 2} runs in {RunsViews.MostListed + 2} experiments.", many);
        Assert.Contains("<option disabled=\"disabled\">2 more: the page Experiments has all</option>", many);
        Assert.DoesNotContain("<option value=\"0\"", many);
        Assert.Contains("1 run in this experiment.", oldest);
        Assert.Contains("<option value=\"0\" selected>Default (1)</option>", oldest);
    }

    [Fact]
    public async Task A_deleted_run_is_found_also_where_its_experiment_has_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = server.Services.GetRequiredService<RunStore>();
        var run = (await runs.CreateAsync(new() { Name = "only" })).RunId;
        await runs.DeleteAsync(run);

        var deleted = await server.Client.GetStringAsync("/runs?view=deleted");

        Assert.Contains(run, deleted);
        Assert.Contains("Deleted runs, kept until panta gc removes them.", deleted);
        Assert.DoesNotContain(run, await server.Client.GetStringAsync("/runs"));
    }

    [Fact]
    public async Task A_wrong_filter_is_named_and_the_table_stays()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);

        var html = await server.Client.GetStringAsync("/runs?filter=" + Uri.EscapeDataString("metrics.mae < 40 an params.leaves = '31'"));

        Assert.Contains("class=\"problem\" role=\"alert\"", html);
        Assert.Equal(6, Rows(html));
    }

    [Fact]
    public async Task A_run_shows_curves_params_data_artifacts_and_its_version()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);

        var html = await server.Client.GetStringAsync($"/runs/{ids[1]}?scale=log");

        Assert.Equal(2, html.Split("<figure class=\"chart\"").Length - 1);
        Assert.Contains("log scale", html);
        Assert.Contains("1,644", html);
        Assert.Contains("importance.csv", html);
        Assert.Contains("bikes-demand v2", html);
        Assert.Contains("@champion", html);
    }

    [Fact]
    public async Task A_name_that_is_markup_stays_text()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);
        var log = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<Tracking.Runs.RunLog>(server.Services);
        await log.SetTagAsync(ids[0], new("mlflow.runName", "</script><script>alert(1)</script>"));
        await log.LogParamAsync(ids[0], new("note", "<img src=x onerror=alert(2)>"));

        foreach (var page in new[] { "/runs", "/runs?column=params.note&filter=params.note+like+%27%3C%25%27", "/runs/rows?start=0&count=9&column=params.note", $"/runs/{ids[0]}", $"/runs?select={ids[0]}&select={ids[1]}" })
        {
            var html = await server.Client.GetStringAsync(page);

            Assert.DoesNotContain("<script>alert", html);
            Assert.DoesNotContain("<img", html);
        }
    }

    [Fact]
    public async Task An_unknown_run_is_a_page_that_says_so()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Client.GetAsync($"/runs/{new string('0', 32)}");

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Not here", await answer.Content.ReadAsStringAsync());
    }

    static int Rows(string html) => html.Split("<tr data-key").Length - 1;
}
