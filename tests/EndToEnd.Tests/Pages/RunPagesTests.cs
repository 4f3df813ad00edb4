using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Panta.Tests.Pages;

/// <summary>The pages of a run, of runs compared, and of a model's versions, driven as a person does.</summary>
public sealed class RunPagesTests
{
    static readonly (int Width, ColorScheme Theme)[] _looks =
        [(1400, ColorScheme.Light), (1400, ColorScheme.Dark), (400, ColorScheme.Light), (400, ColorScheme.Dark)];

    [ChromiumFact]
    public async Task Whatever_names_tags_notes_and_files_hold_is_shown_as_text_and_nothing_overflows()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 9);
        var hostile = await HostileRun.AddAsync(server.Client);
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();

        foreach (var (width, theme) in _looks)
        {
            var page = await chromium.PageAsync(width, theme, problems);
            foreach (var address in Addresses(runs, hostile))
            {
                await page.GotoAsync(server.Address + address);
                await page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
                await page.WaitForTimeoutAsync(250);

                if (await page.EvaluateAsync<bool>("'hacked' in window")) problems.Add($"{address} ran a stranger's script");
                if (await page.Locator("main img[src=x], main svg[onload]").CountAsync() > 0) problems.Add($"{address} took a stranger's markup");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
                if (overflow > 0) problems.Add($"{address} at {width} px scrolls sideways by {overflow} px");
                if (await page.Locator("h1").CountAsync() != 1) problems.Add($"{address} has no single h1");
                if (await page.Locator("[role=img]:not([aria-label])").CountAsync() > 0) problems.Add($"{address} has a picture without words");
            }
            await page.CloseAsync();
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [ChromiumFact]
    public async Task A_curve_grows_while_the_run_runs()
    {
        await using var server = await PantaProcess.StartAsync();
        var run = await HostileRun.AddAsync(server.Client);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/runs/{run}");
        await page.Locator("figure.live").WaitForAsync();
        Assert.Contains("20 points", await page.Locator(".curve-foot").TextContentAsync());

        await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/log-metric", new { run_id = run, key = "loss", value = 0.01, timestamp = 21000, step = 21 });

        await page.GetByText("21 points").WaitForAsync();
        Assert.Equal(1, await page.Locator("figure.live .canvas").CountAsync());
    }

    [ChromiumFact]
    public async Task A_range_is_dragged_smoothed_and_given_up_and_the_address_says_so()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/runs/{runs[0]}");
        await page.Locator("figure.live").WaitForAsync();
        var box = await page.Locator("figure.live .canvas").BoundingBoxAsync() ?? throw new InvalidOperationException("The canvas has no place.");

        await page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + (box.Height / 2), new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.WaitForURLAsync("**from=*");
        await page.Locator("input[name=smooth]").FillAsync("0.9");
        await page.WaitForURLAsync("**smooth=0.9*");
        await SaysAsync(page, "\"raw\":true");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("0");

        await page.WaitForURLAsync(url => !url.Contains("from="));
        await SaysAsync(page, "{\"x\":{\"min\":1,\"max\":30,");
    }

    [ChromiumFact]
    public async Task A_tag_is_added_changed_and_removed_and_a_run_deleted_and_restored()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await page.GotoAsync($"{server.Address}/runs/{runs[0]}");

        await page.Locator("#tags").GetByRole(AriaRole.Button, new() { Name = "Add …" }).ClickAsync();
        await page.Locator("#tag-key").FillAsync("owner");
        await page.Locator("#tag-value").FillAsync("ana");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the tag" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change tag owner" }).ClickAsync();
        Assert.Equal("ana", await page.Locator("#tag-value").InputValueAsync());
        await page.Locator("#tag-value").FillAsync("bo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the tag" }).ClickAsync();
        await page.Locator("#tags").GetByText("bo", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove tag owner" }).ClickAsync();
        Assert.Equal("Cancel", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the tag" }).ClickAsync();
        await page.GetByText("No tag was set.").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete …" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the run" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore the run" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename …" }).WaitForAsync();
        Assert.Empty(problems);
    }

    [ChromiumFact]
    public async Task Runs_are_chosen_along_an_axis_and_the_address_keeps_the_choice()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 8);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/compare?runs={string.Join(',', runs)}");
        Assert.Equal(8, await page.Locator(".pl").CountAsync());
        await page.Locator(".axis").First.ScrollIntoViewIfNeededAsync();
        var box = await page.Locator(".axis .hit").First.BoundingBoxAsync() ?? throw new InvalidOperationException("The axis has no place.");

        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2), new() { Steps = 4 });
        await page.Mouse.UpAsync();

        Assert.Equal("4 of 8 runs compare only these", await page.Locator("#brushed").TextContentAsync());
        Assert.Contains("brush=0", page.Url);
        await page.ReloadAsync();
        await page.Locator(".pl.out").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByText("compare only these").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "4 runs compared" }).WaitForAsync();
    }

    [ChromiumFact]
    public async Task An_alias_is_pointed_elsewhere_with_its_reason_and_a_version_goes_only_by_its_name()
    {
        await using var server = await PantaProcess.StartAsync();
        await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/models/bikes/versions/1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Set an alias …" }).ClickAsync();
        await page.GetByLabel("Alias", new() { Exact = true }).FillAsync("champion");
        await page.Locator("#alias-set-why").FillAsync("the newer one errs at night");
        await page.GetByRole(AriaRole.Button, new() { Name = "Point the alias" }).ClickAsync();
        await page.WaitForURLAsync("**/models/bikes?done=alias");
        Assert.Contains("the newer one errs at night", await page.Locator("#history").TextContentAsync());
        await page.GotoAsync($"{server.Address}/models/bikes/versions/2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to a stage …" }).ClickAsync();
        await page.Locator("#stage-why").FillAsync("kept for the audit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move the version" }).ClickAsync();
        await page.Locator("#history").GetByText("kept for the audit").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete …" }).ClickAsync();
        await page.Locator("#typed").FillAsync("v2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the version" }).ClickAsync();

        await page.WaitForURLAsync("**/models/bikes?done=version-deleted");
        Assert.Equal(1, await page.Locator("#versions tbody tr").CountAsync());
    }

    [ChromiumFact]
    public async Task Every_key_that_a_page_lists_is_one_that_acts()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = await LoggedRuns.AddAsync(server.Client, "bikes", 3);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        foreach (var address in new[] { $"/runs/{runs[0]}", $"/compare?runs={runs[0]},{runs[1]}", "/models/bikes", "/models/bikes/versions/1" })
        {
            await page.GotoAsync(server.Address + address);
            await page.WaitForTimeoutAsync(200);
            await page.Keyboard.PressAsync("?");
            var keys = (await page.Locator("dialog.keys section").First.Locator("dt").AllTextContentsAsync()).Select(key => key.Trim())
                .Where(key => key.Length == 1).ToArray();
            Assert.NotEmpty(keys);
            foreach (var key in keys)
            {
                await page.GotoAsync(server.Address + address);
                await page.WaitForTimeoutAsync(200);
                var before = await page.EvaluateAsync<string>(State);

                await page.Keyboard.PressAsync(key);

                // Goes on over a navigation, which a key may begin.
                var acted = await Record.ExceptionAsync(() => page.WaitForFunctionAsync($"before => ({State}) !== before", before, new() { Timeout = 10_000 }));
                Assert.True(acted is null, $"{key} does nothing on {address}: {acted?.Message}");
            }
        }
    }

    static async Task SaysAsync(IPage page, string text)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if ((await page.Locator("figure.live script").First.TextContentAsync())?.Contains(text) == true) return;
            await page.WaitForTimeoutAsync(100);
        }
        Assert.Fail($"The curve never said {text}.");
    }

    // What a key can change: the address, an open dialog, what has the focus, a button that says it acted.
    const string State = "location.href + document.querySelectorAll('dialog[open]').length + document.activeElement.name + document.querySelectorAll('[title=Copied]').length + performance.timeOrigin";

    static IEnumerable<string> Addresses(IReadOnlyList<string> runs, string hostile)
    {
        var model = Uri.EscapeDataString("<img src=x onerror=window.hacked=1>");
        return
        [
            $"/runs/{hostile}?smooth=0.6", $"/runs/{hostile}?file=evil.html&x=relative", $"/runs/{hostile}?file=evil.svg&x=wall",
            $"/runs/{hostile}?file=evil.csv&scale=log", $"/runs/{hostile}?file=evil.md",
            $"/runs/{hostile}?find={Uri.EscapeDataString(HostileRun.Script)}", $"/compare?runs={hostile},{runs[0]}&show=all",
            $"/compare?runs={string.Join(',', runs)},{hostile}",
            "/compare", $"/compare?runs={runs[0]},none", "/models", $"/models/{model}", $"/models/{model}/versions/1", "/models/bikes",
            "/models/bikes/versions/2",
            "/models/bikes/compare?a=1&b=2",
        ];
    }
}
