using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

public sealed partial class ModelPageTests
{
    [Fact]
    public async Task A_name_with_quotes_and_a_long_history_of_versions_have_their_pages()
    {
        const string Name = "it's a \"model\" & <b>more";
        await using var server = await RunningServer.StartAsync();
        var registry = server.Services.GetRequiredService<ModelRegistry>();
        await registry.CreateAsync(Name);
        for (var i = 0; i < 105; i++) await registry.CreateVersionAsync(new() { Name = Name, Source = "s3://b.example/m", Description = $"**try** {i}\nmore" });
        await registry.SetAliasAsync(Name, "old", 2, "ana", "for the audit");
        var page = $"/models/{Uri.EscapeDataString(Name)}";

        var list = WebUtility.HtmlDecode(await server.Client.GetStringAsync("/models?find=it%27s"));
        var newest = await server.Client.GetStringAsync(page);
        var all = await server.Client.GetStringAsync($"{page}?versions=all");

        Assert.Contains($">{Name}</a>", list);
        Assert.Contains("<div>105</div>", list);
        Assert.Equal((101, 105), (Regex.Count(newest, "<tr data-key="), Regex.Count(all, "<tr data-key=")));
        Assert.Contains("versions/2\"", newest);
        Assert.Contains("<div>try 104</div>", newest);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"{page}/versions/105")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"{page}/compare")).StatusCode);
    }

    [Fact]
    public async Task A_model_shows_versions_aliases_and_who_moved_them_why()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);

        var html = await server.Client.GetStringAsync("/models/bikes-demand");

        Assert.Contains("@champion v2", html);
        Assert.Contains("65.0 → 43.9 on 335 held-out hours", WebUtility.HtmlDecode(html));
        Assert.Contains("policy refresh-on-kpi", html);
        Assert.Contains("Roll back to v1", html);
    }

    [Fact]
    public async Task What_versions_are_compared_by_is_called_held_out_only_where_their_runs_say_so()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        var registry = server.Services.GetRequiredService<ModelRegistry>();
        var log = ActivatorUtilities.CreateInstance<RunLog>(server.Services);
        await registry.CreateVersionAsync(new() { Name = "bikes-demand", Source = "s3://b.example/m", RunId = "0123456789abcdef0123456789abcdef" });
        await registry.CreateAsync("bare");
        await registry.CreateVersionAsync(new() { Name = "bare", Source = "s3://b.example/m" });

        var logged = WebUtility.HtmlDecode(await server.Client.GetStringAsync("/models/bikes-demand"));
        foreach (var run in runs.Take(3)) await log.LogParamAsync(run, new("held_out_rows", "335"));
        var judged = await server.Client.GetStringAsync("/models/bikes-demand");
        var bare = await server.Client.GetStringAsync("/models/bare");

        Assert.Matches("Logged <span class=\"u\">mae</span>", logged);
        Assert.DoesNotContain("Held-out", logged);
        Assert.Matches("<a href=\"/runs/[0-9a-f]{32}\" title=\"[0-9a-f]{32}\">[^<]+</a>", logged);
        Assert.Contains("title=\"0123456789abcdef0123456789abcdef is not in this store\">01234567</span>", logged);
        Assert.DoesNotContain("/runs/0123456789abcdef", logged);
        Assert.Contains("<td class=\"n\" data-h=\"Logged mae\"><div>17.83</div></td>", logged);
        Assert.Contains("<td class=\"n\" data-h=\"Logged mae\"><div>–</div></td>", logged);
        Assert.Contains("Held-out <span class=\"u\">mae</span>", judged);
        Assert.DoesNotContain("Logged", bare);
    }

    [Fact]
    public async Task A_rollback_moves_the_alias_and_keeps_the_reason()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);
        var token = Token(await server.Client.GetStringAsync("/models/bikes-demand"));

        using var answer = await Send(server.Client, token, "error doubled after the fare change");

        var champion = server.Services.GetRequiredService<ModelRegistry>().AliasHistory("bikes-demand")[0];
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((1, "page", "error doubled after the fare change"), (champion.Version, champion.Who, champion.Why));
    }

    [Theory]
    [InlineData(null, "because", "The form is too old")]
    [InlineData("token", "  ", "Say why")]
    public async Task A_rollback_without_its_token_or_a_reason_changes_nothing(string? with, string why, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);
        var token = Token(await server.Client.GetStringAsync("/models/bikes-demand"));

        using var answer = await Send(server.Client, with is null ? "forged" : token, why);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync());
        Assert.Equal(2, server.Services.GetRequiredService<ModelRegistry>().AliasHistory("bikes-demand")[0].Version);
    }

    static Task<HttpResponseMessage> Send(HttpClient client, string token, string why) =>
        client.PostAsync("/models/bikes-demand/rollback", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("why", why)]));

    static string Token(string html) => TokenField().Match(html).Groups["value"].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex TokenField();
}
