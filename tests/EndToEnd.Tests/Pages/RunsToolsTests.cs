using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Panta.Tracking.Runs;

namespace Panta.Tests.Pages;

/// <summary>What stands above the table of runs: filter, columns, CSV.</summary>
[Collection(FilledServer.Collection)]
public sealed class RunsToolsTests(FilledServer filled)
{
    const string Good = "metrics.mae < 60", Bad = "metrics.mae < 60 an params.seed = '1'";

    [ChromiumFact]
    public async Task A_filter_narrows_and_a_wrong_one_is_marked_in_place_while_the_table_stays()
    {
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await OpenAsync(page, "runs?experiment=1");
        var wanted = Search(new() { Filter = Good }).Length;

        await page.Locator("#filter-text").FillAsync(Good);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"{wanted:N0} of 1,800 runs match").WaitForAsync();
        var rows = await page.Locator("table[data-result]").GetAttributeAsync("aria-rowcount");
        await page.Locator("#filter-text").FillAsync(Bad);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#filter-problem").WaitForAsync();

        Assert.Equal($"{wanted + 1}", rows);
        Assert.Equal("an", await page.Locator(".ink .wave").TextContentAsync());
        Assert.Contains("comparisons joined by AND", await page.Locator("#filter-problem").TextContentAsync());
        Assert.Equal(rows, await page.Locator("table[data-result]").GetAttributeAsync("aria-rowcount"));
        Assert.Contains($"filter={Uri.EscapeDataString(Good).Replace("%20", "+")}", page.Url);
        Assert.Empty(problems);
    }

    [ChromiumFact]
    public async Task Names_operators_values_and_the_last_filters_are_offered()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await OpenAsync(page, "runs?experiment=1");

        await page.Keyboard.PressAsync("f");
        await page.Keyboard.TypeAsync("num_le");
        await AcceptAsync(page, "params.num_leaves");
        await AcceptAsync(page, "=");
        await AcceptAsync(page, "63");
        Assert.Equal("params.num_leaves = '63' ", await page.Locator("#filter-text").InputValueAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"{Search(new() { Filter = "params.num_leaves = '63'" }).Length:N0} of 1,800 runs match").WaitForAsync();
        await page.Locator("#filter-text").FillAsync("");

        await page.Locator("#offers li").First.WaitForAsync();
        Assert.StartsWith("params.num_leaves = '63'", await page.Locator("#offers li").First.TextContentAsync());
    }

    [ChromiumFact]
    public async Task Columns_are_chosen_moved_and_kept_for_the_experiment()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await OpenAsync(page, "runs?experiment=1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.Locator("#columns").GetByText("team", new() { Exact = true }).ClickAsync();
        await page.Locator("#columns").GetByText("bias").First.ClickAsync();
        await page.Locator("#columns-show").ClickAsync();
        await page.Locator("th[data-column='tags.team']").WaitForAsync();

        await page.Locator("th[data-column='tags.team'] a").FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowLeft");
        await page.Locator("th[data-column='tags.team'] + th[data-column='attributes.start_time']").WaitForAsync();
        await OpenAsync(page, "runs?experiment=1");
        await page.Locator("th[data-column='tags.team'] + th[data-column='attributes.start_time']").WaitForAsync();

        Assert.Equal(0, await page.Locator("th[data-column='metrics.bias']").CountAsync());
        Assert.Equal("mobility", await page.Locator("tr[data-key] td").Nth(await IndexAsync(page, "tags.team")).TextContentAsync());
    }

    [ChromiumFact]
    public async Task A_click_on_a_head_sorts_and_with_shift_by_a_second_column()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await OpenAsync(page, "runs?experiment=1&column=params.num_leaves&column=metrics.mae");

        await page.Locator("th[data-column='params.num_leaves'] a").ClickAsync();
        await page.Locator("th[data-column='params.num_leaves'][aria-sort=ascending]").WaitForAsync();
        await page.Locator("th[data-column='metrics.mae'] a").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await page.Locator("th[data-column='metrics.mae'][aria-sort=ascending]").WaitForAsync();

        var wanted = Search(new() { OrderBy = ["params.num_leaves ASC", "metrics.mae ASC"] });
        Assert.Equal(wanted[..20], (await page.Locator("tr[data-key]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.key)"))[..20]);
    }

    [ChromiumFact]
    public async Task The_csv_is_the_whole_search_with_the_columns_shown()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await OpenAsync(page, $"runs?experiment=1&filter={Uri.EscapeDataString(Good)}&sort=metrics.mae&order=asc&column=metrics.mae&column=params.num_leaves");
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href");

        var lines = (await filled.Server.Client.GetStringAsync(link)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        var runs = Runs(new() { Filter = Good, OrderBy = ["metrics.mae ASC"] });
        Assert.Equal("run_id,run_name,metrics.mae,params.num_leaves", lines[0]);
        Assert.Equal(
            runs.Select(run => $"{run.RunId},{run.Name},{run.Metrics.Single(metric => metric.Key == "mae").Value:R},{run.Params.Single(param => param.Key == "num_leaves").Value}"),
            lines[1..]);
    }

    [ChromiumFact]
    public async Task A_run_logged_meanwhile_waits_while_the_table_is_scrolled()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await OpenAsync(page, "runs?experiment=4");
        await page.EvaluateAsync("() => { document.querySelector('.rows').scrollTop = 3000; }");
        await page.WaitForTimeoutAsync(400);

        var run = await filled.Server.Services.GetRequiredService<RunStore>().CreateAsync(new() { ExperimentId = "4", Name = "late" });
        await page.GetByText("1 new run, show it").ClickAsync();

        await page.Locator($"tr[data-key='{run.RunId}'][aria-rowindex='2']").WaitForAsync();
    }

    [ChromiumFact]
    public async Task Chosen_runs_are_tagged_deleted_and_restored_together()
    {
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await OpenAsync(page, "runs?experiment=5&column=tags.seen");
        var boxes = page.Locator("tr[data-key] input[type=checkbox]");
        await boxes.Nth(0).ClickAsync();
        await boxes.Nth(2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await page.GetByText("3 chosen").First.WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Tag …" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("seen");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("yes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag", Exact = true }).ClickAsync();
        await page.GetByText("The tag is set.").WaitForAsync();
        Assert.Equal(3, await page.GetByRole(AriaRole.Cell, new() { Name = "yes" }).CountAsync());

        await boxes.Nth(0).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete …" }).ClickAsync();
        Assert.Equal("Cancel", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByText("59 runs in this experiment.").WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Deleted runs" }).ClickAsync();
        await boxes.Nth(0).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await page.GetByText("The runs are back.").WaitForAsync();
        await OpenAsync(page, "runs?experiment=5");
        await page.GetByText("60 runs in this experiment.").WaitForAsync();
        Assert.Empty(problems);
    }

    async Task OpenAsync(IPage page, string address)
    {
        await page.GotoAsync($"{filled.Server.Address}{address}");
        await page.Locator("html[data-runs=ready]").WaitForAsync();
    }

    static async Task AcceptAsync(IPage page, string offer)
    {
        await page.Locator("#offers li").GetByText(offer, new() { Exact = true }).WaitForAsync();
        for (var i = 0; i < 12 && !await page.Locator($"#offers li[aria-selected=true]:text-is(\"{offer}\")").IsVisibleAsync(); i++) await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
    }

    static Task<int> IndexAsync(IPage page, string column) => page.EvaluateAsync<int>(
        "column => [...document.querySelectorAll('table[data-result] th')].findIndex(head => head.dataset.column === column)", column);

    string[] Search(RunQuery query) => [.. Runs(query).Select(run => run.RunId)];

    IReadOnlyList<Run> Runs(RunQuery query) =>
        filled.Server.Services.GetRequiredService<RunStore>().Search(query with { ExperimentIds = ["1"], MaxResults = 50_000 }).Items;
}
