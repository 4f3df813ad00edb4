using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

/// <summary>
/// The factory's story for any seed. The bounds follow from its rules: a perfect first rule scores 0.76 on the second, a perfect second 0.79 on the third; noise of the
/// sensors leaves 0.89–0.94 to a good model; labels of the first wholly changed day, 19 July, are known at midnight of 21 July.
/// </summary>
public sealed class GlasswareTests
{
    static readonly DateTimeOffset July = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset August = new(2019, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Stories.Seed)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_change_of_the_rule_is_noticed_and_overcome(int seed) => await CheckAsync(seed);

    [LongFact]
    public async Task The_story_is_the_same_for_twenty_seeds()
    {
        for (var seed = 100; seed < 120; seed++) await CheckAsync(seed);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_decisions()
    {
        await using var first = await RunningServer.StartAsync();
        await using var second = await RunningServer.StartAsync();

        var once = await LiveAsync(first, 3);
        var again = await LiveAsync(second, 3);

        Assert.Equal(once.Decisions.Select(Told), again.Decisions.Select(Told));
        Assert.Equal(once.Windows.Select(window => window!.ToJsonString()), again.Windows.Select(window => window!.ToJsonString()));
    }

    static async Task CheckAsync(int seed)
    {
        await using var server = await RunningServer.StartAsync();

        var life = await LiveAsync(server, seed);

        var (alerts, promotions) = (life.When("alert"), life.When("promoted"));
        var before = life.Mean(July.AddDays(10), July.AddDays(17));
        var after = life.Mean(July.AddDays(18), July.AddDays(20));
        Assert.True(Math.Round(before, 2) is >= 0.89 and <= 0.94, $"seed {seed}: before the change {before:0.000}");
        Assert.True(after <= 0.82, $"seed {seed}: the first two whole days after the change {after:0.000}");
        Assert.True(alerts[0] >= July.AddDays(19) && alerts[0] <= July.AddDays(21), $"seed {seed}: first alert {alerts[0]:u}");
        Assert.True(promotions.Any(at => at >= alerts[0] && at <= July.AddDays(22)), $"seed {seed}: promoted {string.Join(", ", promotions)}");
        var recovered = promotions.First(at => at >= alerts[0]);
        Assert.True(life.Mean(recovered, recovered.AddDays(7)) >= 0.90, $"seed {seed}: the week after {life.Mean(recovered, recovered.AddDays(7)):0.000}");
        var second = alerts.Where(at => at >= August).ToList();
        Assert.True(second.Count > 0 && second[0] >= August.AddDays(4) && second[0] <= August.AddDays(6), $"seed {seed}: alerts {string.Join(", ", alerts)}");
        Assert.True(life.End.Fresh > life.End.Frozen + 0.1, $"seed {seed}: {life.End.Sentence}");
    }

    static async Task<Life> LiveAsync(RunningServer server, int seed) =>
        await Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, "glassware"), seed), Stories.Factory(seed));

    // Ids of runs are random; everything that was decided is not.
    static string Told(System.Text.Json.Nodes.JsonObject decision) => $"{decision["at"]} {decision["kind"]} {decision["what"]} {decision["evidence"]}";
}
