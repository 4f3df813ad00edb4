using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Pages;

public sealed partial class RunPageTests
{
    [Fact]
    public async Task Curves_are_drawn_by_step_or_time_smoothed_on_a_part_and_found_by_name()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[1];

        var whole = await server.Client.GetStringAsync($"/runs/{run}");
        var found = await server.Client.GetStringAsync($"/runs/{run}?find=HELD");
        var part = await server.Client.GetStringAsync($"/curves?runs={run}&metric=loss&smooth=0.9&from=10&to=20");

        Assert.Equal(2, whole.Split("data-curve=").Length - 1);
        Assert.Equal(1, found.Split("data-curve=").Length - 1);
        Assert.Contains("\"raw\":true", part);
        Assert.Matches("\"x\":\\{\"min\":10,\"max\":20", part);
    }

    [Fact]
    public async Task A_page_that_looks_at_itself_again_leaves_its_curves_to_their_addresses()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[1];
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/runs/{run}");
        again.Headers.Add("X-Live", "1");

        using var answer = await server.Client.SendAsync(again);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal(2, html.Split("data-curve=").Length - 1);
        Assert.DoesNotContain("<figure", html);
    }

    [Fact]
    public async Task Steps_that_were_logged_again_later_are_drawn_in_their_order()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];
        var log = ActivatorUtilities.CreateInstance<RunLog>(server.Services);
        await log.LogBatchAsync(run, new() { Metrics = [new("back", 1, 10, 5), new("back", 2, 20, 6), new("back", 3, 30, 1), new("back", double.NaN, 40, 2)] });

        var html = await server.Client.GetStringAsync($"/curves?runs={run}&metric=back");

        Assert.Contains("\"points\":[[1,3],[5,1],[6,2]]", html);
        Assert.Contains("\"odd\":[[2,0]]", html);
    }

    [Fact]
    public async Task All_points_come_as_a_file_with_every_digit()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];
        var log = ActivatorUtilities.CreateInstance<RunLog>(server.Services);
        await log.LogMetricAsync(run, new("third", 1.0 / 3, 7, 9));
        await log.LogMetricAsync(run, new("third", double.NaN, 8, 10));

        var csv = await server.Client.GetStringAsync($"/curves.csv?runs={run}&metric=third");

        Assert.Equal($"run_id,step,timestamp,value\n{run},9,7,0.3333333333333333\n{run},10,8,NaN\n", csv);
    }

    [Fact]
    public async Task A_run_is_renamed_described_tagged_deleted_and_brought_back_on_its_page()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[5];

        await Post(server, $"/runs/{run}", "rename", ("name", "the one"));
        await Post(server, $"/runs/{run}", "describe", ("text", "read https://notes.example\r\nthen <b>act</b>"));
        await Post(server, $"/runs/{run}", "tag", ("key", "owner"), ("value", "ana"));
        await Post(server, $"/runs/{run}", "untag", ("key", "workflow"));
        var changed = await server.Client.GetStringAsync($"/runs/{run}");
        await Post(server, $"/runs/{run}", "delete");
        var deleted = await server.Client.GetStringAsync($"/runs/{run}");
        await Post(server, $"/runs/{run}", "restore");

        Assert.Contains("<h1>the one</h1>", changed);
        Assert.Contains("<a href=\"https://notes.example\" rel=\"noopener noreferrer nofollow\"", changed);
        Assert.Contains("then &lt;b&gt;act", changed);
        Assert.Contains("ana", changed);
        Assert.DoesNotContain("refresh-on-kpi", changed);
        Assert.Contains("Restore the run", deleted);
        Assert.DoesNotContain("data-opens", deleted);
        Assert.Equal(LifecycleStage.Active, server.Services.GetRequiredService<RunStore>().Get(run).Stage);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];

        using var answer = await server.Client.PostAsync($"/runs/{run}/delete", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(LifecycleStage.Active, server.Services.GetRequiredService<RunStore>().Get(run).Stage);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)> ![x](https://elsewhere.example/pixel.png)")]
    [InlineData("[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) <javascript:alert(1)>")]
    [InlineData("[x](data:text/html,<script>alert(1)</script>) [y](//elsewhere.example/x)")]
    [InlineData("<iframe src=https://elsewhere.example></iframe><base href=https://elsewhere.example/><style>body{display:none}</style>")]
    [InlineData("```html\n</code></pre></div><script>alert(1)</script>\n```")]
    [InlineData("| <script>alert(1)</script> | b |\n|---|---|\n| `</td><svg onload=alert(1)>` | c |")]
    public async Task Markdown_is_shown_as_it_means_and_nothing_in_it_runs_or_is_fetched(string hostile)
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];
        await PutAsync(server, run, "README.md", $"# About\n\n**All** of [it](https://notes.example)\n\n{hostile}\n\n- last");

        var html = await server.Client.GetStringAsync($"/runs/{run}?file=README.md");

        var shown = Regex.Match(html, "<div class=\"prose scroll\"[^>]*>(.*?)</div>\\s*<details", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("<h3>About</h3><p><strong>All</strong> of <a href=\"https://notes.example\" rel=\"noopener noreferrer nofollow\"", shown);
        Assert.Contains("<li><p>last</p></li>", shown);
        Assert.Contains($"# About\n\n**All** of [it](https://notes.example)\n\n{hostile}", WebUtility.HtmlDecode(html));
        Assert.DoesNotMatch("(?i)<(script|img|iframe|base|style|svg|object|form)|<[^>]* (on\\w+|src|style)=|href=\"(?!https?:|/|#)|href=\"//", shown);
    }

    [Theory]
    [InlineData("a.csv", "name,n\n\"x, <b>\",1\ny,2\n", "<td class=\"cut cell\" title=\"x, &lt;b&gt;\">")]
    [InlineData("a.json", """{"columns": ["<i>q"], "data": [["<script>alert(1)</script>"], [null]]}""", "&lt;script&gt;alert(1)")]
    [InlineData("b.json", """[{"a": 1, "b": "x"}, {"a": 2}]""", "<th scope=\"col\">b</th>")]
    [InlineData("broken.json", "{\"columns\": ", "It is not the table its name says")]
    [InlineData("a.html", "<script>alert(1)</script>", "&lt;script&gt;alert(1)")]
    [InlineData("a.svg", "<svg onload=alert(1)>", "&lt;svg onload=alert(1)&gt;")]
    [InlineData("a.bin", "a\0b", "It is not text")]
    [InlineData("a.png", "<script>alert(1)</script>", "<img src=\"/get-artifact?")]
    public async Task A_file_is_looked_into_as_rows_text_or_a_picture_and_never_as_a_page(string name, string content, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];
        await PutAsync(server, run, name, content);

        var html = await server.Client.GetStringAsync($"/runs/{run}?file={name}");

        Assert.Contains(expected, html);
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<svg onload", html);
    }

    [Theory]
    [InlineData("../../../panta.db")]
    [InlineData("%2e%2e/x")]
    [InlineData("nothing.txt")]
    public async Task A_file_that_is_not_the_runs_fails_in_its_own_panel(string file)
    {
        await using var server = await RunningServer.StartAsync();
        var run = (await SampleRuns.AddAsync(server.Services))[0];

        var html = await server.Client.GetStringAsync($"/runs/{run}?file={Uri.EscapeDataString(file)}");

        Assert.Contains("The look into the file could not be made", html);
        Assert.Contains("maxLeaves", html);
    }

    static Task PutAsync(RunningServer server, string run, string name, string content) => server.Services.GetRequiredService<ArtifactStore>()
        .WriteAsync($"1/{run}/artifacts/{name}", new MemoryStream(Encoding.UTF8.GetBytes(content)));

    internal static async Task Post(RunningServer server, string page, string act, params (string Name, string Value)[] fields)
    {
        var (status, html) = await Send(server, page, act, fields);
        Assert.True(status == HttpStatusCode.OK, $"{act}: {(int)status} {html}");
    }

    /// <summary>Sends a form of a page with the page's own token.</summary>
    internal static async Task<(HttpStatusCode Status, string Html)> Send(RunningServer server, string page, string act,
        params (string Name, string Value)[] fields)
    {
        var html = await server.Client.GetStringAsync(page);
        var token = Token().Match(html).Groups[1].Value;
        var form = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", token));
        using var answer = await server.Client.PostAsync($"{page}/{act}", new FormUrlEncodedContent(form));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
