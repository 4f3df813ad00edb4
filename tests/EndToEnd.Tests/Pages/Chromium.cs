using Microsoft.Playwright;

namespace Panta.Tests.Pages;

/// <summary>The system's Chromium, driven by Playwright; nothing is downloaded.</summary>
sealed class Chromium : IAsyncDisposable
{
    static readonly string[] _places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Where it is; null where it is not installed.</summary>
    public static string? Path { get; } = Array.Find(_places, File.Exists);

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] }));
    }

    /// <summary>A page of that width and theme; what goes wrong on it is added to <paramref name="problems"/>.</summary>
    public async Task<IPage> PageAsync(int width, ColorScheme theme, List<string> problems)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = theme });
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") problems.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => problems.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) =>
        {
            if (!request.Url.EndsWith("/live", StringComparison.Ordinal)) problems.Add($"{page.Url}: {request.Url} failed: {request.Failure}");
        };
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
