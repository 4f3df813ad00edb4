using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Panta.Server.Tests.Pages;

/// <summary>A component as the browser gets it. SHOW=FOLDER also writes it there, to be looked at.</summary>
static class Rendered
{
    public static async Task<string> HtmlOf<T>(string name, object parameters) where T : IComponent
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var values = parameters.GetType().GetProperties().ToDictionary(property => property.Name, property => property.GetValue(parameters));
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(values))).ToHtmlString());
        if (Environment.GetEnvironmentVariable("SHOW") is { Length: > 0 } folder) await Show(folder, name, html);
        return html;
    }

    static async Task Show(string folder, string name, string html)
    {
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.html"), html);
        foreach (var asset in new[] { "tokens.css", "app.css", "charts.css", "pages.css", "runs.css", "theme.js", "keys.js", "panta.js", "view.js", "chart.js", "echarts.js" })
        {
            using var stream = typeof(Server.Pages.Frame).Assembly.GetManifestResourceStream($"wwwroot/{asset}")!;
            await using var file = File.Create(folder + Server.Pages.WebAssets.Url(asset));
            await stream.CopyToAsync(file);
        }
    }
}
