using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Panta.Server.Benchmarks;

/// <summary>Times the runs page in a browser: first rows, jumps, wheel, sort, filter, choosing, and what travels.</summary>
static class RunsPageBench
{
    const int Times = 7;
    const string Best = "/runs?experiment=1&sort=metrics.mae&order=asc";

    // The frame after the one in which the row is there: then it has been painted.
    const string Jump = """
        async (share) => {
          const box = document.querySelector(".rows"), row = document.querySelector("tr[data-key]").offsetHeight;
          const position = Math.floor(share * (box.scrollHeight - box.clientHeight) / row), began = performance.now();
          box.scrollTop = position * row;
          while (!box.querySelector(`tr[aria-rowindex="${position + 2}"]`)) await new Promise((done) => requestAnimationFrame(done));
          await new Promise((done) => requestAnimationFrame(done));
          return performance.now() - began;
        }
        """;

    // Two rows a frame for three seconds; answers the time between frames and the share of frames with rows missing on the screen.
    const string Wheel = """
        async () => {
          const box = document.querySelector(".rows"), gaps = [];
          box.scrollTop = 0;
          let last = performance.now(), blank = 0;
          for (const end = last + 3000; last < end; ) {
            box.scrollTop += 64;
            await new Promise((done) => requestAnimationFrame(done));
            const now = performance.now(), frame = box.getBoundingClientRect();
            gaps.push(now - last);
            last = now;
            if (document.elementFromPoint(frame.left + 60, frame.top + frame.height / 2)?.closest("tbody")?.className === "waiting") blank++;
          }
          gaps.sort((a, b) => a - b);
          return [gaps[Math.floor(gaps.length / 2)], gaps[Math.floor(gaps.length * 0.95)], blank / gaps.length];
        }
        """;

    const string Travelled = """
        () => {
          const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource").filter((entry) => !entry.name.endsWith("/live"))];
          return [all.reduce((sum, entry) => sum + entry.transferSize, 0) / 1000, all.length];
        }
        """;

    public static async Task RunAsync(string chromium, PantaPrograms server)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        await FirstRowsAsync(browser);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        await OpenAsync(page, Best);
        await ScrollAsync(page);
        await AskAsync(page);
        await CsvAsync(page);
        Console.WriteLine($"{"memory of the server, mapped files left out",-44} {server.Memory,8:0} MB");
    }

    static async Task FirstRowsAsync(IBrowser browser)
    {
        foreach (var (name, address) in new[] { ("first rows, newest first, all experiments", "/runs"), ("first rows, best first, one experiment", Best) })
        {
            var times = new List<double>();
            for (var i = 0; i < Times; i++)
            {
                await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 900 } });
                var page = await context.NewPageAsync();
                times.Add(await OpenAsync(page, address));
                if (i > 0 || address != "/runs") continue;

                await SayTravelledAsync(page, "first visit", 450);
                await OpenAsync(page, address);
                await SayTravelledAsync(page, "later visit", 40);
            }

            Say(name, times, 1000);
        }
    }

    static async Task<double> OpenAsync(IPage page, string address)
    {
        var began = Stopwatch.GetTimestamp();
        await page.GotoAsync(PantaPrograms.Address + address, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("tr[data-key]").First.WaitForAsync();
        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await page.Locator("html[data-runs=ready]").WaitForAsync();
        return first;
    }

    static async Task SayTravelledAsync(IPage page, string visit, int goal)
    {
        await page.WaitForLoadStateAsync(LoadState.Load);
        var (kilobytes, requests) = await page.EvaluateAsync<double[]>(Travelled) is [var sum, var count] ? (sum, count) : default;
        Console.WriteLine($"{$"{visit}: travelled",-44} {kilobytes,8:0} kB    goal {goal} kB; {requests:0} requests");
    }

    static async Task ScrollAsync(IPage page)
    {
        var jumps = new List<double>();
        var random = new Random(7);
        for (var i = 0; i < 20; i++) jumps.Add(await page.EvaluateAsync<double>(Jump, i == 0 ? 0.5 : random.NextDouble()));
        Say("a jump anywhere, until its rows are painted", jumps, 300);
        var wheel = await page.EvaluateAsync<double[]>(Wheel);
        Console.WriteLine($"{"wheel, 64 px a frame: time of a frame",-44} {wheel[0],8:0.0} ms    p95 {wheel[1]:0.0} ms; rows missing in {wheel[2]:P0} of frames");
    }

    static async Task AskAsync(IPage page)
    {
        var (filters, sorts, choices) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Times; i++)
        {
            await OpenAsync(page, Best);
            await page.Locator("#filter-text").FillAsync($"metrics.mae < {50 + i}");
            filters.Add(await TimeAsync(() => page.Keyboard.PressAsync("Enter"), () => page.GetByText("runs match").WaitForAsync()));
            sorts.Add(await TimeAsync(
                () => page.Locator("th[data-column='metrics.rmse'] a").ClickAsync(), () => page.Locator("th[data-column='metrics.rmse'][aria-sort]").WaitForAsync()));
            choices.Add(await TimeAsync(
                () => page.Locator("tr[data-key] input").First.ClickAsync(), () => page.Locator("tr[aria-selected=true]").First.WaitForAsync()));
        }

        Say("a filter, until its rows are there", filters, 300);
        Say("another order, until its rows are there", sorts, 300);
        Say("a run chosen, until it is marked", choices, 100);
    }

    static async Task CsvAsync(IPage page)
    {
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href");
        using var client = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        var bytes = (await client.GetByteArrayAsync(PantaPrograms.Address + link?.Replace("filter=", "none="))).Length;
        Console.WriteLine($"{"CSV of one experiment's runs",-44} {Stopwatch.GetElapsedTime(began).TotalMilliseconds,8:0} ms    {bytes / 1e6:0.0} MB");
    }

    static async Task<double> TimeAsync(Func<Task> act, Func<Task> seen)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        await seen();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    static void Say(string what, List<double> milliseconds, int goal)
    {
        var sorted = milliseconds.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {sorted[sorted.Length / 2],8:0} ms    goal {goal} ms; first {milliseconds[0]:0}, worst {sorted[^1]:0}"));
    }
}
