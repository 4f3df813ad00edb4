using Panta.Tracking.Filters;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunSearchTests : IDisposable
{
    readonly TestRuns _test = new();

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Paging_gives_every_run_once_in_every_order_while_others_are_added()
    {
        var random = new Random(17);
        for (var i = 0; i < 60; i++) await AddRandomRun(random, i);
        string[][] orders = [[], ["metrics.m"], ["metrics.m DESC", "params.p"], ["end_time DESC"], ["tags.t", "start_time"], ["status DESC", "run_name"]];

        foreach (var order in orders)
        {
            var whole = Names(_test.Runs.Search(Query(order, 1000)).Items);
            var paged = new List<string>();
            for (string? token = null; ;)
            {
                var page = _test.Runs.Search(Query(order, 7) with { PageToken = token });
                paged.AddRange(Names(page.Items));
                token = page.NextToken;
                if (token is null) break;
                await _test.NewRun(start: 999_999, name: "late"); // comes before the pages read so far, or last
            }

            Assert.Equal(whole.Where(n => n != "late"), paged.Where(n => n != "late"));
        }
    }

    [StoreFact]
    public async Task Tags_of_many_runs_and_of_few_are_found_alike()
    {
        var longValue = new string('x', 3000);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1100), async (i, cancel) => await _test.Runs.CreateAsync(
            new() { StartTime = i, Name = $"r{i}", Tags = [new("frequent", "yes"), new("rare", i % 500 == 7 ? longValue + "a" : longValue + "b")] }, cancel));

        Assert.Equal(["r1099", "r1098"], _test.Search("tags.frequent = 'yes'").Take(2));
        Assert.Equal(["r1007", "r507", "r7"], _test.Search($"tags.rare = '{longValue}a'"));
        Assert.Equal(["r1007", "r507", "r7"], _test.Search($"tags.frequent = 'yes' AND tags.rare = '{longValue}a' AND attributes.start_time > 0"));
        Assert.Equal(["r7", "r507"], _test.Search($"tags.rare = '{longValue}a'", "start_time").Take(2));
        Assert.Empty(_test.Search("tags.rare = 'no'"));
    }

    [StoreFact]
    public async Task Metrics_order_numbers_then_NaN_then_missing_in_both_directions()
    {
        foreach (var (name, value) in ((string, double?)[])[("one", 1), ("two", 2), ("nan", double.NaN), ("inf", double.PositiveInfinity), ("none", null)])
        {
            var run = await _test.NewRun(name: name);
            if (value is { } number) await _test.Log.LogMetricAsync(run, new("m", number, 1));
        }

        Assert.Equal(["one", "two", "inf", "nan", "none"], _test.Search(null, "metrics.m"));
        Assert.Equal(["inf", "two", "one", "nan", "none"], _test.Search(null, "metrics.m DESC"));
        Assert.Equal(["inf", "two", "one"], _test.Search("metrics.m > -5", "metrics.m DESC"));
    }

    [StoreTheory]
    [InlineData("a%", "a*c abc")]
    [InlineData("%B%", "")]
    [InlineData("_bc", "abc")]
    [InlineData("a*c", "a*c")]
    [InlineData("a?c", "")]
    [InlineData("[ab]%", "[ab]x")]
    [InlineData("%", "[ab]x a*c abc")]
    public async Task Like_knows_only_its_own_wildcards(string pattern, string expected)
    {
        foreach (var name in (string[])["abc", "a*c", "[ab]x"]) await _test.NewRun(name: name);

        var found = _test.Search($"run_name LIKE '{pattern}'");

        Assert.Equal(expected, string.Join(' ', found.Order(StringComparer.Ordinal)));
    }

    [StoreTheory]
    [InlineData("colour.a = 'x'", "Invalid entity type 'colour'. Valid values are metric, parameter, tag, attribute, dataset.")]
    [InlineData("metrics.a > 'x'", "Expected numeric value type for metric: 'a' was compared with 'x'. Write a number without quotes.")]
    [InlineData("metrics.a LIKE 'x'", "Invalid comparator for metric 'a': LIKE. Valid ones are =, !=, >, >=, <, <=.")]
    [InlineData("params.a = 5", "Expected a quoted string value for param (e.g. 'my-value'): 'a' was compared with 5.")]
    [InlineData("params.a > '5'", "Invalid comparator for param 'a': >. Valid ones are =, !=, LIKE, ILIKE, IS NULL, IS NOT NULL.")]
    [InlineData("start_time = 'x'", "Expected numeric value type for numeric attribute: 'start_time' was compared with 'x'. Write a number without quotes.")]
    [InlineData("status IN ('a')", "Only the 'run_id' attribute supports comparison with a list; 'status' does not.")]
    [InlineData("dataset.colour = 'x'", "Invalid dataset key 'colour'. Valid keys are context, digest, name.")]
    public void Refusals_name_what_is_wrong_and_what_is_allowed(string filter, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidFilterException>(() => _test.Search(filter)).Message);

    [StoreFact]
    public void A_key_named_twice_in_an_order_is_refused() =>
        Assert.Contains("contains duplicate fields", Assert.Throws<ArgumentException>(() => _test.Search(null, "metrics.a", "metrics.a DESC")).Message);

    [StoreFact]
    public async Task A_thousand_runs_come_with_all_their_data()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 1200).Select(async i =>
        {
            var run = await _test.NewRun(name: $"{i}");
            await _test.Log.LogBatchAsync(run, new() { Metrics = [new("m", i, 1)], Params = [new("p", $"{i}")] });
            return run;
        }));

        var found = _test.Runs.Search(new() { ExperimentIds = ["0"], MaxResults = 5000 }).Items;

        Assert.Equal(made.Order(), found.Select(r => r.RunId).Order());
        Assert.All(found, r => Assert.Equal((double.Parse(r.Name), r.Name), (Assert.Single(r.Metrics).Value, Assert.Single(r.Params).Value)));
    }

    async Task AddRandomRun(Random random, int number)
    {
        var run = await _test.NewRun(start: random.Next(4), name: $"run-{number}");
        if (random.Next(3) > 0) await _test.Log.LogMetricAsync(run, new("m", random.Next(4) == 0 ? double.NaN : random.Next(3), 1));
        if (random.Next(2) > 0) await _test.Log.LogParamAsync(run, new("p", $"{random.Next(3)}"));
        if (random.Next(2) > 0) await _test.Log.SetTagAsync(run, new("t", $"{random.Next(3)}"));
        await _test.Runs.UpdateAsync(run, new() { Status = (RunStatus)random.Next(1, 6), EndTime = random.Next(2) > 0 ? random.Next(3) : null });
    }

    static RunQuery Query(string[] order, int size) => new() { ExperimentIds = ["0"], OrderBy = order, MaxResults = size };

    static List<string> Names(IEnumerable<Run> runs) => [.. runs.Select(r => r.Name)];
}
