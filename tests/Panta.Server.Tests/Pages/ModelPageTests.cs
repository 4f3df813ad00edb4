using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Models;

namespace Panta.Server.Tests.Pages;

public sealed partial class ModelPageTests
{
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
