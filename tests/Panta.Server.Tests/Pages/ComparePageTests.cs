using Microsoft.Extensions.DependencyInjection;
using Panta.Server.Pages;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

public sealed class ComparePageTests
{
    [Fact]
    public async Task What_differs_comes_first_and_the_rest_in_one_line_unless_all_is_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        var address = $"/compare?runs={string.Join(',', runs)}";

        var some = await server.Client.GetStringAsync(address);
        var all = await server.Client.GetStringAsync($"{address}&show=all");

        Assert.Contains("Same in all: seed, workflow, duration", some);
        Assert.DoesNotContain("data-key=\"Param seed\"", some);
        Assert.Contains("data-key=\"Param seed\"", all);
        Assert.Contains("<td class=\"n strong\" title=\"17.83\">", some);
        Assert.Equal(6, some.Split("class=\"pl ").Length - 1);
        Assert.Equal(6, some.Split("data-lit=").Length - 1);
        Assert.Contains("id=\"scatter\"", some);
    }

    [Fact]
    public async Task A_run_that_is_gone_is_counted_and_the_others_are_compared()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);

        var html = await server.Client.GetStringAsync($"/compare?runs={runs[0]},{new string('0', 32)},{runs[1]},<script>");

        Assert.Contains("2 runs compared", html);
        Assert.Contains("2 runs of the address are not here.", html);
    }

    [Fact]
    public async Task Different_data_is_warned_of()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        var log = ActivatorUtilities.CreateInstance<RunLog>(server.Services);
        await log.LogInputsAsync(runs[1], [new(new Dataset("other", "1234"), [])], []);

        var html = await server.Client.GetStringAsync($"/compare?runs={runs[0]},{runs[1]}");

        Assert.Contains("judged on different data", html);
    }

    [Fact]
    public async Task A_run_without_the_metric_has_a_line_that_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        var bare = (await server.Services.GetRequiredService<RunStore>().CreateAsync(new() { ExperimentId = "1", Name = "bare" })).RunId;
        await ActivatorUtilities.CreateInstance<RunLog>(server.Services).LogParamAsync(bare, new("maxLeaves", "99"));

        var html = System.Net.WebUtility.HtmlDecode(await server.Client.GetStringAsync($"/compare?runs={runs[0]},{runs[1]},{bare}"));

        Assert.Matches("<title>3 bare: [^<]*maxLeaves 99[^<]*, [a-z0-9-]+ –</title>", html);
    }

    [Fact]
    public async Task More_runs_than_a_hundred_are_refused_with_the_number()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Client.GetAsync($"/compare?runs={string.Join(',', Enumerable.Range(0, 101))}");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("names 101 runs; at most 100", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("val_loss", -1)]
    [InlineData("test/accuracy", 1)]
    [InlineData("roc_auc", 1)]
    [InlineData("learning_rate", 0)]
    [InlineData("trees", 0)]
    public void Which_way_is_better_is_told_by_the_words_of_a_name(string metric, int sense) => Assert.Equal(sense, MetricSense.Of(metric));
}
