using System.Net;
using System.Text.RegularExpressions;

namespace Panta.Server.Tests.Pages;

public sealed partial class FrameTests
{
    [Fact]
    public async Task Every_asset_of_a_page_is_there_under_a_name_of_its_content()
    {
        await using var server = await RunningServer.StartAsync();
        var html = await server.Client.GetStringAsync("/");

        var assets = Asset().Matches(html).Select(match => match.Value).Distinct().ToArray();

        Assert.Equal(11, assets.Length);
        foreach (var asset in assets)
        {
            using var answer = await server.Client.GetAsync(asset);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", answer.Headers.CacheControl?.ToString() ?? "immutable" + answer.Headers.NonValidated["Cache-Control"]);
        }
    }

    [Fact]
    public async Task A_browser_gets_a_page_for_what_is_not_there_and_a_program_gets_json()
    {
        await using var server = await RunningServer.StartAsync();
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/nothing/here");
        asked.Headers.Accept.ParseAdd("text/html");

        using var page = await server.Client.SendAsync(asked);
        using var api = await server.Client.GetAsync("/api/1.0/nothing");

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("There is no page at /nothing/here", await page.Content.ReadAsStringAsync());
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/?theme=dark", "data-theme=\"dark\"")]
    [InlineData("/?theme=%22%3E%3Cscript%3E", "<html lang=\"en\">")]
    public async Task The_theme_of_the_address_is_a_known_one_or_none(string address, string expected)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Contains(expected, await server.Client.GetStringAsync(address));
    }

    [Fact]
    public async Task A_write_is_told_to_open_pages()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.Client.GetStreamAsync("/live");
        using var reader = new StreamReader(stream);
        Assert.Equal(": watching", await reader.ReadLineAsync());

        await SampleRuns.AddAsync(server.Services);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string? line;
        do line = await reader.ReadLineAsync(limit.Token);
        while (line is "" or ": watching");
        Assert.Equal("data: changed", line);
    }

    [Fact]
    public async Task Every_icon_that_a_page_uses_is_drawn_in_it()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await SampleRuns.AddAsync(server.Services);

        foreach (var page in new[] { "/", "/runs", $"/runs/{ids[0]}", "/models", "/models/bikes-demand" })
        {
            var html = await server.Client.GetStringAsync(page);

            Assert.All(UsedIcon().Matches(html), used => Assert.Contains($"<symbol id=\"{used.Groups["name"].Value}\"", html));
        }
    }

    [GeneratedRegex("href=\"#(?<name>i-[a-z]+)\"")]
    private static partial Regex UsedIcon();

    [GeneratedRegex(@"/assets/[\w.]+\.(css|js)")]
    private static partial Regex Asset();
}
