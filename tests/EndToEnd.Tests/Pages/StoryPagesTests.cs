using Microsoft.Playwright;
using Panta.Cli.Demo;
using Panta.EndToEnd.Loops;

namespace Panta.Tests.Pages;

/// <summary>The pages of projects that have lived through their stories, as the demo shows them.</summary>
public sealed class StoryPagesTests
{
    const string Factory = "glassware", Bikes = "bikes", Log = "predictions", Missing = "missing";

    static readonly (int Width, ColorScheme Theme, string Suffix)[] _looks =
        [(1400, ColorScheme.Light, ""), (1400, ColorScheme.Dark, "-dark"), (400, ColorScheme.Light, "-400"), (400, ColorScheme.Dark, "-400-dark")];

    // Those that tell the story are also pictured dark and narrow.
    static readonly string[] _most = ["overview", "model", "monitor"];

    [ChromiumFact]
    public async Task Every_page_of_a_story_is_whole_in_both_themes_and_both_widths()
    {
        await using var server = await RunningServer.StartAsync();
        await LiveFactoryAsync(server);
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();

        foreach (var (width, theme, _) in _looks)
        {
            var page = await chromium.PageAsync(width, theme, problems);
            foreach (var (_, address) in (await AddressesAsync(page, server, Factory)).Where(each => each.Name != Missing))
            {
                await page.GotoAsync(server.Address + address);
                await page.WaitForTimeoutAsync(150);

                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
                if (overflow > 0) problems.Add($"{address} at {width} px scrolls sideways by {overflow} px");
                if (await page.Locator("h1").CountAsync() != 1) problems.Add($"{address} has no single h1");
                if (await page.Locator(".failure").CountAsync() > 0) problems.Add($"{address} shows a failure");
                if (await page.Locator("[role=img]:not([aria-label])").CountAsync() > 0) problems.Add($"{address} has a picture without words");
            }
            await page.CloseAsync();
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [ChromiumFact]
    public async Task A_chart_is_read_by_its_arrow_keys_and_as_a_table()
    {
        await using var server = await RunningServer.StartAsync();
        await LiveFactoryAsync(server);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}monitors/{Factory}");
        var values = page.Locator("#kpi .values");
        var last = await values.TextContentAsync();

        await page.Locator("#kpi .canvas").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft"); // the crosshair comes in at the newest
        await page.Keyboard.PressAsync("ArrowLeft");
        var before = await values.TextContentAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        var back = await values.TextContentAsync();
        await page.Locator("#kpi summary").PressAsync("Enter");

        Assert.StartsWith("11 Aug 2019", last);
        Assert.StartsWith("10 Aug 2019", before);
        Assert.Equal(last, back);
        Assert.Equal("11 Aug 2019", await page.Locator("#kpi tbody td").First.TextContentAsync());
        Assert.StartsWith("data:text/csv", await page.Locator("#kpi a[download]").GetAttributeAsync("href"));
    }

    // PANTA_PICTURES names the folder they are kept in, as 'make pictures' does; else they go with the server's data.
    [LongFact]
    public async Task The_pictures_of_the_documentation_are_taken()
    {
        await using var server = await RunningServer.StartAsync();
        var images = Environment.GetEnvironmentVariable("PANTA_PICTURES") ?? Path.Combine(server.Folder, "images");
        var problems = new List<string>();
        await Task.WhenAll(LiveFactoryAsync(server), Life.LiveAsync(server, Path.Combine(Stories.Examples, Bikes, "panta.yaml"), Stories.Bikes()));
        await using var chromium = await Chromium.StartAsync();

        foreach (var (width, theme, suffix) in _looks.SkipLast(1))
        {
            var page = await chromium.PageAsync(width, theme, problems);
            var addresses = (await AddressesAsync(page, server, Bikes)).Append(("monitor-glassware", $"monitors/{Factory}"));
            foreach (var (name, address) in addresses.Where(each => suffix.Length == 0 ? each.Item1 is not (Log or Missing) : _most.Contains(each.Item1)))
            {
                await page.GotoAsync(server.Address + address);
                await TakeAsync(page, width, width < 720 ? 2000 : _most.Any(name.StartsWith) ? 1750 : 1250, Path.Combine(images, $"{name}{suffix}.png"));
            }
            await page.CloseAsync();
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    // All of a page but the tail of a long table; tall enough that every chart comes near the screen and is drawn.
    static async Task TakeAsync(IPage page, int width, int most, string file)
    {
        var height = Math.Min(await page.EvaluateAsync<int>("document.documentElement.scrollHeight"), most);
        await page.SetViewportSizeAsync(width, Math.Max(700, height));
        await page.WaitForTimeoutAsync(800);
        await page.ScreenshotAsync(new() { Path = file });
        await page.SetViewportSizeAsync(width, 900);
    }

    static Task<Life> LiveFactoryAsync(RunningServer server) => Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, Factory), Stories.Seed), Stories.Factory(Stories.Seed));

    static async Task<(string Name, string Address)[]> AddressesAsync(IPage page, RunningServer server, string project)
    {
        await page.GotoAsync($"{server.Address}models/{project}");
        var run = await page.Locator("#lineage a[href^='/runs/']").GetAttributeAsync("href") ?? "";
        var others = await page.Locator("#versions a[href^='/runs/']").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').split('/').at(-1))");
        return
        [
            ("overview", ""), ("data", "data"), ("table", $"data/{project}"), (Log, $"data/predictions/{project}"), ("runs", "runs"), ("run", run[1..]),
            ("compare", $"compare?runs={others[^1]},{others[0]}"), ("models", "models"), ("model", $"models/{project}"), ("endpoints", "endpoints"), ("endpoint", $"endpoints/{project}"),
            ("experiments", "experiments"), ("webhook", "webhooks/new"), ("monitors", "monitors"), ("monitor", $"monitors/{project}"), ("alerts", "alerts"), ("workflows", "workflows"), (Missing, "nothing-here"),
        ];
    }
}
