using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Panta.Tracking.Runs;

namespace Panta.Tests.Pages;

/// <summary>The table of runs in a browser: thousands of rows of which only those near the screen are there.</summary>
[Collection(FilledServer.Collection)]
public sealed class RunsTableTests(FilledServer filled)
{
    // Walks down by a share of the screen, waits until the rows there have come, and notes every row once.
    const string Walk = """
        async (share) => {
          const box = document.querySelector(".rows"), seen = new Map();
          const settled = async () => { while (box.querySelector("tbody.waiting")) await new Promise((done) => setTimeout(done, 10)); };
          const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          for (let top = 0; ; top += Math.floor(box.clientHeight * share)) {
            box.scrollTop = top;
            await frame();
            await settled();
            for (const row of box.querySelectorAll("tr[data-key]")) {
              const index = row.getAttribute("aria-rowindex");
              if (seen.has(index) && seen.get(index) !== row.dataset.key) throw new Error(`two runs at ${index}`);
              seen.set(index, row.dataset.key);
            }
            if (top >= box.scrollHeight - box.clientHeight) break;
          }
          return [...seen].sort((a, b) => a[0] - b[0]).map(([, key]) => key);
        }
        """;

    [ChromiumFact]
    public async Task Scrolling_to_the_end_shows_every_run_once_in_the_order_of_the_search()
    {
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await page.GotoAsync($"{filled.Server.Address}runs?sort=metrics.mae&order=asc");

        var shown = await page.EvaluateAsync<string[]>(Walk, 0.5);

        Assert.Equal(Search(new() { OrderBy = ["metrics.mae ASC"] }), shown);
        Assert.Empty(problems);
    }

    [LongFact]
    public async Task A_hundred_thousand_runs_are_scrolled_through_without_a_gap()
    {
        var large = new FilledServer(100_000);
        await ((IAsyncLifetime)large).InitializeAsync();
        try
        {
            await using var chromium = await Chromium.StartAsync();
            var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
            await page.GotoAsync($"{large.Server.Address}runs?sort=metrics.mae&order=asc");

            var shown = await page.EvaluateAsync<string[]>(Walk, 0.85);

            Assert.Equal(100_000, shown.Distinct().Count());
        }
        finally
        {
            await ((IAsyncLifetime)large).DisposeAsync();
        }
    }

    [ChromiumFact]
    public async Task A_jump_to_the_middle_needs_few_rows_and_a_reload_stays_there()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{filled.Server.Address}runs");
        await page.EvaluateAsync("() => { const box = document.querySelector('.rows'); box.scrollTop = 1500 * document.querySelector('tr[data-key]').offsetHeight; }");
        await page.Locator("tr[aria-rowindex='1502']").WaitForAsync();
        await page.WaitForURLAsync("**/runs?start=1500");

        await page.ReloadAsync();

        var ids = Search(new());
        Assert.Equal(ids[1500], await page.Locator("tr[aria-rowindex='1502']").GetAttributeAsync("data-key"));
        Assert.InRange(await page.Locator("tr[data-key]").CountAsync(), 20, 250);
        Assert.True(await page.EvaluateAsync<bool>("() => Math.abs(document.querySelector('.rows').scrollTop - 1500 * document.querySelector('tr[data-key]').offsetHeight) < 40"));
    }

    [ChromiumFact]
    public async Task Rows_are_moved_to_and_chosen_by_keys_and_the_address_keeps_them()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{filled.Server.Address}runs?sort=metrics.mae&order=asc");
        await page.Locator("html[data-runs=ready]").WaitForAsync();
        foreach (var key in new[] { "j", "x", "j", "j", "x" }) await page.Keyboard.PressAsync(key);

        await page.Locator("#compared").WaitForAsync();

        var ids = Search(new() { OrderBy = ["metrics.mae ASC"] });
        Assert.EndsWith($"&select={ids[0]}&select={ids[2]}", page.Url);
        Assert.Equal($"/compare?runs={ids[0]},{ids[2]}", await page.Locator("#compare").GetAttributeAsync("href"));
        Assert.Equal(2, await page.Locator("tr[aria-selected=true]").CountAsync());
    }

    [ChromiumFact]
    public async Task Boxes_ticked_in_quick_succession_are_all_chosen()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{filled.Server.Address}runs?sort=metrics.mae&order=asc");
        await page.Locator("html[data-runs=ready]").WaitForAsync();

        foreach (var pause in new[] { 0, 40, 70, 100, 130 })
        {
            await page.EvaluateAsync("() => document.querySelector('tr[data-key][aria-selected=false] input').click()");
            await page.WaitForTimeoutAsync(pause);
        }

        await page.GetByText("5 chosen").First.WaitForAsync();
        Assert.Equal(5, await page.Locator("tr[aria-selected=true]").CountAsync());
        Assert.Equal(5, page.Url.Split("&select=").Length - 1);
    }

    string[] Search(RunQuery query)
    {
        var services = filled.Server.Services;
        var experiments = services.GetRequiredService<ExperimentStore>().Search().Items.Select(experiment => experiment.ExperimentId);
        return [.. services.GetRequiredService<RunStore>().Search(query with { ExperimentIds = [.. experiments], MaxResults = 50_000 }).Items.Select(run => run.RunId)];
    }
}
