using Microsoft.Playwright;

namespace Panta.Tests.Pages;

public sealed class PagesTests
{
    [ChromiumFact]
    public async Task Every_page_loads_in_both_themes_and_both_widths_without_an_error()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 6);
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();

        foreach (var (width, theme) in new[] { (1400, ColorScheme.Light), (1400, ColorScheme.Dark), (400, ColorScheme.Light) })
        {
            var page = await chromium.PageAsync(width, theme, problems);
            foreach (var address in Addresses(runs))
            {
                var answer = await page.GotoAsync(server.Address + address);
                await page.WaitForTimeoutAsync(150);

                if (answer?.Status != 200) problems.Add($"{address}: {answer?.Status}");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
                if (overflow > 0) problems.Add($"{address} at {width} px scrolls sideways by {overflow} px");
                if (await page.Locator("h1").CountAsync() != 1) problems.Add($"{address} has no single h1");
            }
            await page.CloseAsync();
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [ChromiumFact]
    public async Task A_page_outlives_its_server_and_goes_on_by_itself()
    {
        await using var server = await PantaProcess.StartAsync();
        await LoggedRuns.AddAsync(server.Client, "bikes", 3);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/runs?sort=metrics.mae&order=asc");
        Assert.Equal(3, await page.Locator("tr[data-key]").CountAsync());

        await server.KillAsync();
        await page.Locator("#restarting.warn").WaitForAsync();
        Assert.Equal(3, await page.Locator("tr[data-key]").CountAsync());
        await server.StartAgainAsync();
        await page.Locator("#restarting.ok").WaitForAsync();
        await LoggedRuns.AddRunAsync(server.Client, "1", 9);

        await page.Locator("tr[data-key]").Nth(3).WaitForAsync();
        Assert.EndsWith("/runs?sort=metrics.mae&order=asc", page.Url);
    }

    [ChromiumFact]
    public async Task What_is_logged_appears_by_itself_and_waits_while_paused()
    {
        await using var server = await PantaProcess.StartAsync();
        await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/runs");
        await page.WaitForTimeoutAsync(300);

        await LoggedRuns.AddRunAsync(server.Client, "1", 7);
        await page.Locator("tr[data-key]").Nth(2).WaitForAsync();
        await page.Keyboard.PressAsync(".");
        await LoggedRuns.AddRunAsync(server.Client, "1", 8);
        await page.WaitForTimeoutAsync(1500);
        Assert.Equal(3, await page.Locator("tr[data-key]").CountAsync());
        await page.Keyboard.PressAsync(".");

        await page.Locator("tr[data-key]").Nth(3).WaitForAsync();
    }

    [ChromiumFact]
    public async Task A_link_that_mlflow_prints_lands_on_the_run()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);

        await page.GotoAsync($"{server.Address}/#/experiments/1/runs/{runs[0]}");

        await page.WaitForURLAsync($"**/runs/{runs[0]}");
        Assert.Equal("gbt-15", await page.Locator("h1").TextContentAsync());
    }

    [ChromiumFact]
    public async Task A_rollback_asks_why_and_its_default_is_to_cancel()
    {
        await using var server = await PantaProcess.StartAsync();
        await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/models/bikes");

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to v1 …" }).ClickAsync();
        Assert.Equal("Cancel", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Locator("#rollback-why").FillAsync("error doubled after the fare change");
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to v1", Exact = true }).ClickAsync();

        await page.Locator("#history li").Nth(2).WaitForAsync();
        Assert.Contains("error doubled after the fare change", await page.Locator("#history").TextContentAsync());
        Assert.Equal("@champion v1", (await page.Locator(".head .tag").First.TextContentAsync())?.Trim());
    }

    static IEnumerable<string> Addresses(IReadOnlyList<string> runs) =>
    [
        "/", "/data", "/runs", "/experiments", "/experiments?view=deleted", "/runs?view=deleted", "/runs?filter=metrics.mae+%3C+1", "/runs?filter=wrong+here",
        $"/runs?select={runs[0]}&select={runs[1]}&sort=metrics.mae&order=asc", $"/runs/{runs[0]}", $"/runs/{runs[0]}?scale=log", "/models", "/models/bikes",
    ];
}
