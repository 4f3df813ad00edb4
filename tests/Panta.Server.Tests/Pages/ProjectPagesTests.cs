using System.Net;
using System.Text.RegularExpressions;

namespace Panta.Server.Tests.Pages;

public sealed partial class ProjectPagesTests : IAsyncLifetime
{
    RunningServer _server = null!; // made before each test

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await SmallProject.LiveAsync(_server.Client);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task A_project_that_went_stale_and_recovered_is_told_on_every_page()
    {
        var overview = await Page("/");
        var monitor = await Page("/monitors/small");
        var model = await Page("/models/small");

        Assert.Equal(6, Count(overview, "class=\"stop "));
        Assert.Contains("1 promoted", overview);
        Assert.Contains("mk alert", monitor);
        Assert.Contains("mk promote", monitor);
        Assert.Contains("frozen v1", monitor);
        Assert.Contains("v1 stays; v2 rejected", model); // learned while its window was still mostly the old relation
        Assert.Contains("v4 → champion", model);
        Assert.Contains("Better by 3 % or more", model);
        Assert.Contains("endpoint small", model);
        Assert.Contains("mean absolute error of y by day", monitor); // no unit is declared, so the target says what errs
        Assert.Contains("13 Jan – 15 Jan 2024", model); // what v2 learnt from
        Assert.Contains("id=\"told\"", await Page("/alerts"));
        Assert.Contains("retrain", await Page("/workflows"));
        Assert.Contains("x in [0, 10]", await Page("/data/small"));
        Assert.Contains("1 of 2 turned rows away", await Page("/data"));
        Assert.Contains("168", await Page("/endpoints"));
        Assert.Contains("small", await Page("/monitors"));
    }

    [Fact]
    public async Task A_run_says_what_made_it_and_a_search_lists_its_trials()
    {
        var search = await Page(RunOf(await Page("/runs"), "retrain 2024-01-18"));
        var trial = await Page(RunOf(search, "trial"));

        Assert.Contains("v4 promoted", search);
        Assert.Contains("alert daily-error", trial);
        Assert.Contains("retrain 2024-01-18", trial);
        Assert.Contains("href=\"/data/small\"", trial);
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["x"], "data": [[2.0]]}}""", "\"predictions\"")]
    [InlineData("""{"dataframe_split": {"columns": ["z"], "data": [[2.0]]}}""", "The request was not understood")]
    [InlineData("nonsense", "The request was not understood")]
    public async Task A_try_is_answered_or_explained_and_never_logged(string body, string expected)
    {
        var before = await Page("/endpoints/small");

        using var answer = await _server.Client.PostAsync("/endpoints/small/try", new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(before).Groups["value"].Value), new("body", body)]));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(expected, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        Assert.Contains("title=\"168\"", await Page("/endpoints/small"));
    }

    [Theory]
    [InlineData("4w")]
    [InlineData("nonsense")]
    public async Task A_range_of_the_address_is_a_known_one_or_all(string range) => Assert.Contains("kpi-chart", await Page($"/monitors/small?range={range}&column=x"));

    async Task<string> Page(string address)
    {
        using var answer = await _server.Client.GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {html}");
        Assert.DoesNotContain("class=\"failure\"", html);
        return WebUtility.HtmlDecode(html);
    }

    static string RunOf(string html, string name) => Regex.Match(html, $"href=\"(/runs/[0-9a-f]{{32}})\"[^>]*>{name}</a>").Groups[1].Value;

    static int Count(string html, string part) => html.Split(part).Length - 1;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();
}
