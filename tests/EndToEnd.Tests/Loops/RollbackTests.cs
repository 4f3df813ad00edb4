using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Cli.Demo;
using Panta.Tracking.Models;

namespace Panta.EndToEnd.Loops;

public sealed partial class RollbackTests
{
    [Fact]
    public async Task The_page_rolls_a_project_back_on_the_projects_clock_and_the_endpoint_follows()
    {
        await using var server = await RunningServer.StartAsync();
        await Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, "glassware")), Stories.Factory());
        using var client = new DemoClient(server.Address, TimeProvider.System);
        var before = await client.GetAsync("api/1.0/projects/glassware", default);

        await RollBackAsync(server.Address, "glassware", "the line was recalibrated");

        var registry = server.Services.GetRequiredService<ModelRegistry>();
        var (last, promoted) = registry.AliasHistory("glassware", "champion") is [var first, var second, ..] ? (first, second) : throw new InvalidOperationException("no moves");
        Assert.Equal(promoted.PreviousVersion, last.Version);
        Assert.Equal(("page", "the line was recalibrated"), (last.Who, last.Why));
        Assert.Equal(before["now"]!.GetValue<DateTimeOffset>(), last.At);
        var decisions = (await client.GetAsync("api/1.0/projects/glassware/decisions", default))["decisions"]!.AsArray();
        Assert.Equal("rolled back", decisions[^1]!["kind"]!.GetValue<string>());
        Assert.Equal($"{last.Version}", (await client.GetAsync("api/1.0/projects/glassware", default))["champion"]!.GetValue<string>());
    }

    static async Task RollBackAsync(Uri address, string model, string why)
    {
        using var http = new HttpClient { BaseAddress = address };
        var token = Token().Match(await http.GetStringAsync($"models/{model}")).Groups["token"].Value;

        using var answer = await http.PostAsync($"models/{model}/rollback", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("why", why)]));

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
