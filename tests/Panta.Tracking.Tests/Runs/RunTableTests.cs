using Panta.Tracking.Filters;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunTableTests : IDisposable
{
    static readonly RunColumn _metric = new(RunColumnKind.Metric, "m"), _param = new(RunColumnKind.Param, "p"), _tag = new(RunColumnKind.Tag, "t");

    readonly TestRuns _test = new();

    RunTable Table => new(_test.Store.Database);

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Rows_by_position_are_those_of_the_search()
    {
        await AddAsync(37);
        foreach (var query in new[] { Query(), Query() with { OrderBy = ["metrics.m DESC", "params.p"] }, Query() with { Filter = "params.p = '2'" } })
        {
            var wanted = _test.Runs.Search(query with { MaxResults = 1000 }).Items;

            var list = Table.Find(query);
            var rows = Table.Read(list, 0, 5).Concat(Table.Read(list, 5, 1000)).ToArray();

            Assert.Equal((wanted.Count, false), (list.Count, list.IsCut));
            Assert.Equal(wanted.Count, Table.Count(query));
            Assert.Equal(wanted.Select(Text), rows.Select(run => Text(run!)));
        }
    }

    [StoreFact]
    public async Task A_row_has_the_metrics_params_and_tags_asked_for_and_no_others()
    {
        await AddAsync(3);
        var list = Table.Find(Query());

        var some = Table.Read(list, 0, 1, [_metric, _tag])[0]!;
        var none = Table.Read(list, 0, 1, [])[0]!;

        Assert.Equal(["m"], some.Metrics.Select(metric => metric.Key));
        Assert.Empty(some.Params);
        Assert.Equal(["t"], some.Tags.Select(tag => tag.Key));
        Assert.Empty(none.Metrics.Select(metric => metric.Key).Concat(none.Tags.Select(tag => tag.Key)));
    }

    [StoreFact]
    public async Task Columns_and_values_are_counted_over_the_list()
    {
        await AddAsync(6);
        var list = Table.Find(Query());

        var columns = Table.Columns(list);
        var values = Table.Values(list, _param);

        Assert.Equal([(_metric, 6), (new(RunColumnKind.Metric, "rare"), 1), (_param, 6)], columns.Where(each => each.Column.Kind != RunColumnKind.Tag));
        Assert.Equal([("0", 2L), ("1", 2L), ("2", 2L)], values);
        Assert.Contains("params and tags can", Assert.Throws<ArgumentException>(() => Table.Values(list, _metric)).Message);
    }

    [StoreFact]
    public async Task Runs_equal_in_all_numbers_are_in_the_order_of_their_ids()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e", "f" }) await _test.NewRun(start: 1000, name: name);
        await _test.NewRun(start: long.MaxValue, name: "far");
        var query = Query() with { ExperimentIds = ["0", "7"], OrderBy = ["metrics.m DESC"] };

        var rows = Table.Read(Table.Find(query), 0, 9).Select(run => run!.RunId);

        Assert.Equal(_test.Runs.Search(query).Items.Select(run => run.RunId), rows);
    }

    [StoreFact]
    public async Task Numbers_that_are_odd_are_sorted_as_the_search_sorts_them()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, 1e-300, -1e300, 3, -3, double.Epsilon];
        foreach (var (value, k) in values.Select((value, k) => (value, k)))
            await _test.Log.LogMetricAsync(await _test.NewRun(start: k, name: $"{k}"), new("m", value, 1));
        await _test.NewRun(start: 99, name: "none");

        foreach (var order in new[] { "metrics.m ASC", "metrics.m DESC", "attributes.end_time ASC" })
        {
            var query = Query() with { OrderBy = [order] };
            Assert.Equal(_test.Runs.Search(query).Items.Select(run => run.Name), Table.Read(Table.Find(query), 0, 20).Select(run => run!.Name));
        }
    }

    [StoreFact]
    public async Task Each_clause_of_a_filter_is_counted_by_itself()
    {
        await AddAsync(6);

        var counted = Table.CountClauses(Query() with { Filter = "metrics.m < -5 and  params.p = '1'" });

        Assert.Equal([("metrics.m < -5", 0L), ("params.p = '1'", 2L)], counted);
        Assert.Empty(Table.CountClauses(Query() with { Filter = "metrics.m < -5" }));
    }

    [StoreFact]
    public async Task A_cut_list_says_so_and_a_spread_has_both_ends()
    {
        await AddAsync(9);

        var cut = Table.Find(Query(), 4);
        var whole = Table.Find(Query());
        var spread = Table.Read(whole.Spread(3), 0, 9).Select(run => run!.Name);

        Assert.Equal((4, true), (cut.Count, cut.IsCut));
        Assert.Equal(["run 8", "run 4", "run 0"], spread);
        Assert.Empty(Table.Read(whole, 9, 5));
    }

    [StoreTheory]
    [InlineData("metrics.a < 1 an params.b = 'x'", 14, 2)]
    [InlineData("metrics.a <", 11, 0)]
    [InlineData("metrics.a < 1 AND params.b > '5'", 18, 14)]
    [InlineData("colour.a = 'x'", 0, 14)]
    public void A_wrong_filter_is_told_by_its_place(string filter, int position, int length)
    {
        var wrong = Assert.Throws<InvalidFilterException>(() => Table.Check(Query() with { Filter = filter }));

        Assert.Equal((position, length), (wrong.Position, wrong.Length));
    }

    async Task AddAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var run = await _test.NewRun(start: 1000 + i, name: $"run {i}");
            await _test.Log.LogBatchAsync(run, new()
            {
                Metrics = i == 0 ? [new("m", i * 7 % 10, 1), new("rare", 1, 1)] : [new("m", i * 7 % 10, 1)],
                Params = [new("p", $"{i % 3}")],
                Tags = [new("t", "x"), new("u", "y")],
            });
        }
    }

    static RunQuery Query() => new() { ExperimentIds = ["0"] };

    static string Text(Run run) =>
        $"{run.Name} {string.Join(' ', run.Metrics.Select(metric => $"{metric.Key} {metric.Value}"))} {string.Join(' ', run.Params)} {string.Join(' ', run.Tags)}";
}
