using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Panta.Tests.Pages;

public sealed class KeysTests
{
    [ChromiumFact]
    public async Task A_question_mark_lists_the_keys_and_each_of_them_acts()
    {
        await using var server = await PantaProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await page.GotoAsync(server.Address);

        await page.Keyboard.PressAsync("?");
        var listed = await page.Locator("dialog.keys dt").AllTextContentsAsync();
        Assert.Equal("Close", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await page.Locator("dialog").CountAsync());

        var goes = listed.Select(keys => keys.Trim()).Where(keys => keys.StartsWith("g ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, goes.Length);
        foreach (var keys in goes)
        {
            await page.GotoAsync($"{server.Address}/none");
            await GoAsync(page, keys.Split(' '));
        }
        problems.RemoveAll(problem => problem.Contains("404")); // the page that is not there says so
        Assert.Empty(problems);
    }

    [ChromiumFact]
    public async Task A_sequence_is_what_is_pressed_within_a_moment_however_late_the_page_gets_to_it()
    {
        await using var server = await PantaProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/models");

        // Two strokes far apart are none of a sequence; two close ones are, though the page was busy between them for longer than it remembers.
        await page.EvaluateAsync(
            """
            () => {
              const press = (key, at) => {
                const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                Object.defineProperty(event, "timeStamp", { value: at });
                document.body.dispatchEvent(event);
              };
              press("g", 1000);
              press("r", 4000);
              press("g", 10000);
              setTimeout(() => press("e", 10400), 2000);
            }
            """);
        await page.WaitForURLAsync("**/endpoints");

        Assert.Equal($"{server.Address}/endpoints", page.Url);
    }

    [ChromiumFact]
    public async Task Keys_rest_while_one_types_under_a_dialog_and_where_they_are_switched_off()
    {
        await using var server = await PantaProcess.StartAsync();
        await LoggedRuns.AddAsync(server.Client, "bikes", 2);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{server.Address}/runs");

        await page.Locator("input[name=filter]").FocusAsync();
        await page.Keyboard.TypeAsync("g?.");
        Assert.Equal("g?.", await page.Locator("input[name=filter]").InputValueAsync());
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync(".");
        Assert.Equal(0, await page.Locator("#paused").CountAsync());
        await page.Locator("dialog.keys input").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync(".");
        await page.Keyboard.PressAsync("?");

        Assert.Equal(0, await page.Locator("#paused, dialog[open]").CountAsync());
        await page.Locator("[data-act=keys]").ClickAsync();
        await page.Locator("dialog.keys").WaitForAsync();
    }

    // One call, so that no time passes between the strokes: on a busy machine two calls may lie further apart than a sequence is remembered.
    static async Task GoAsync(IPage page, string[] keys)
    {
        await page.EvaluateAsync(
            "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))", keys);
        // Asked again and again: the page may have gone between a look at its address and the wait for a change of it.
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/none$"), new() { Timeout = 30_000 });
    }
}
