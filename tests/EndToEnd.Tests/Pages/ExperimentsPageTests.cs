using Microsoft.Playwright;

namespace Panta.Tests.Pages;

/// <summary>The list of experiments in a browser.</summary>
[Collection(FilledServer.Collection)]
public sealed class ExperimentsPageTests(FilledServer filled)
{
    [ChromiumFact]
    public async Task An_experiment_is_made_renamed_deleted_and_restored_on_the_page()
    {
        await using var chromium = await Chromium.StartAsync();
        var problems = new List<string>();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, problems);
        await page.GotoAsync($"{filled.Server.Address}experiments");

        await page.GetByRole(AriaRole.Button, new() { Name = "New experiment …" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("first <try>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await page.WaitForURLAsync("**/runs?experiment=*");
        Assert.Equal("first <try>", await page.Locator("h1").TextContentAsync());

        await page.GotoAsync($"{filled.Server.Address}experiments?find=try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename …" }).ClickAsync();
        Assert.Equal("first <try>", await page.GetByLabel("New name").InputValueAsync());
        await page.GetByLabel("New name").FillAsync("second try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "second try" }).WaitForAsync();

        await Row(page, "second try").GetByRole(AriaRole.Button, new() { Name = "Delete …" }).ClickAsync();
        Assert.Equal("Cancel", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deleted" }).ClickAsync();
        await Row(page, "second try").GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();

        await Row(page, "second try").WaitForAsync();
        Assert.EndsWith("/experiments?done=experiment-restored", page.Url);
        Assert.Empty(problems);
    }

    [ChromiumFact]
    public async Task Experiments_are_found_by_name_or_filter_and_chosen_ones_are_shown_together()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);
        await page.GotoAsync($"{filled.Server.Address}experiments?find={Uri.EscapeDataString("tags.team = 'quality'")}");
        Assert.Equal(["defect-images"], await page.Locator("tr[data-key] a.named").AllTextContentsAsync());
        await page.GotoAsync($"{filled.Server.Address}experiments?find=nothing+such");
        await page.GetByText("No experiment matches").WaitForAsync();

        await page.GotoAsync($"{filled.Server.Address}experiments");
        await Row(page, "fraud").GetByRole(AriaRole.Checkbox).CheckAsync();
        await Row(page, "churn").GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Runs of the chosen" }).ClickAsync();

        Assert.Equal("2 experiments", await page.Locator("h1").TextContentAsync());
        await page.GetByText("660 runs in 2 experiments").WaitForAsync();
    }

    [ChromiumFact]
    public async Task A_link_that_mlflow_prints_for_an_experiment_lands_on_its_runs()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.PageAsync(1400, ColorScheme.Light, []);

        await page.GotoAsync($"{filled.Server.Address}#/experiments/2");

        await page.WaitForURLAsync("**/runs?experiment=2");
        Assert.Equal("churn", await page.Locator("h1").TextContentAsync());
    }

    static ILocator Row(IPage page, string name) => page.Locator("tr[data-key]").Filter(new() { HasText = name });
}
