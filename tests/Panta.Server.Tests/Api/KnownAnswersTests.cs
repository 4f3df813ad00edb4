using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Panta.Server.Api;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Tests.Api;

public sealed class KnownAnswersTests : IAsyncLifetime
{
    RunningServer _server = null!;

    Database Database => _server.Services.GetRequiredService<Database>();

    RunStore Runs => _server.Services.GetRequiredService<RunStore>();

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(options => options);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_answer_is_known_until_something_is_written()
    {
        var known = new KnownAnswers(Database);
        Assert.Null(Find(known, "a", out var asOf));
        known.Add("a"u8, asOf, [[1, 2], [], [3]]);
        known.Add("b"u8, asOf, [[4]]);

        Assert.Equal([1, 2, 3], Find(known, "a", out _));
        Assert.Equal([4], Find(known, "b", out _));
        Assert.Null(Find(known, "c", out _));
        Assert.Null(Find(known, "", out _));

        await Runs.CreateAsync(new());

        Assert.Null(Find(known, "a", out _));
        Assert.Null(Find(known, "b", out _));
    }

    [Fact]
    public async Task An_answer_made_while_something_was_written_is_not_kept()
    {
        var known = new KnownAnswers(Database);
        Find(known, "a", out var before);
        await Runs.CreateAsync(new());

        known.Add("a"u8, before, [[1]]);

        Assert.Null(Find(known, "a", out var now));
        known.Add("a"u8, now, [[2]]);
        Assert.Equal([2], Find(known, "a", out _));
    }

    [Fact]
    public void No_more_is_kept_than_the_limit()
    {
        const int Limit = 100_000, Size = 1000;
        var known = new KnownAnswers(Database, Limit);
        Find(known, "", out var asOf);

        for (var i = 0; i < 1000; i++)
        {
            known.Add(Encoding.UTF8.GetBytes($"{i}"), asOf, [new byte[Size]]);
            Assert.NotNull(Find(known, $"{i}", out _));
            Assert.InRange(Enumerable.Range(0, i + 1).Count(n => Find(known, $"{n}", out _) is not null), 1, Limit / Size);
        }
    }

    [Fact]
    public void What_is_too_large_and_what_has_no_body_is_not_kept()
    {
        var known = new KnownAnswers(Database);
        Find(known, "", out var asOf);

        known.Add("large"u8, asOf, [new byte[40_000], new byte[40_000]]);
        known.Add(new byte[5000], asOf, [[1]]);
        known.Add([], asOf, [[1]]);

        Assert.Null(Find(known, "large", out _));
        Assert.Null(known.Find(new byte[5000], out _));
        Assert.Null(known.Find([], out _));
    }

    [Fact]
    public async Task Searches_whose_fields_are_in_the_query_are_told_apart()
    {
        foreach (var name in (string[])["one", "two"]) await Runs.CreateAsync(new() { Name = name });

        foreach (var name in (string[])["one", "two", "one"])
        {
            using var answer = await _server.Client.PostAsync($"/api/2.0/mlflow/runs/search?experiment_ids=0&filter=attributes.run_name%3D%27{name}%27", null);
            var run = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync()).GetProperty("runs").EnumerateArray().Single();
            Assert.Equal(name, run.GetProperty("info").GetProperty("run_name").GetString());
        }
    }

    [Fact]
    public async Task Known_or_not_an_answer_has_the_same_bytes_and_heads()
    {
        for (var i = 0; i < 60; i++) await Runs.CreateAsync(new() { Name = $"run {i}" });
        const string Question = """{"experiment_ids": ["0"], "max_results": 50}""";

        var (first, second) = (await Ask(Question), await Ask(Question));
        var (spaced, refused) = (await Ask(Question + " "), await Ask(Question, "text/plain"));

        Assert.Equal(first, second);
        Assert.Equal(first, spaced);
        Assert.Contains("next_page_token", first, StringComparison.Ordinal);
        Assert.StartsWith("400", refused, StringComparison.Ordinal);
    }

    static byte[]? Find(KnownAnswers known, string question, out long asOf) => known.Find(Encoding.UTF8.GetBytes(question), out asOf);

    async Task<string> Ask(string body, string type = "application/json")
    {
        using var answer = await _server.Client.PostAsync("/api/2.0/mlflow/runs/search", new StringContent(body, Encoding.UTF8, type));
        var heads = answer.Headers.Concat(answer.Content.Headers).Where(head => head.Key != "Date").Select(head => $"{head.Key}: {string.Join(", ", head.Value)}");
        return $"{(int)answer.StatusCode}\n{string.Join('\n', heads)}\n{await answer.Content.ReadAsStringAsync()}";
    }
}
