using System.Runtime.CompilerServices;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;
using Panta.Tracking.Searches;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunSearchesTests : IDisposable
{
    readonly TestRuns _test = new();

    RunSearches Searches => RunSearches.Of(_test.Store.Database);

    public void Dispose() => _test.Dispose();

    [StoreTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_every_write_a_remembered_search_is_what_the_database_answers(int seed)
    {
        var changes = new RunsChanging(_test, seed);
        for (var i = 0; i < 60; i++) await changes.CreateAsync();
        var queries = Enumerable.Range(0, 40).Select(_ => changes.Query()).ToArray();
        var tokens = new string?[queries.Length];

        for (var step = 0; step < 150; step++)
        {
            var done = await changes.ChangeAsync();
            for (var ask = 0; ask < 4; ask++)
            {
                var i = changes.Random.Next(queries.Length);
                var query = queries[i] with { MaxResults = changes.Random.Next(1, 12) };
                var told = $"seed {seed}, step {step}, {done}: {Told(query)}";
                RequireEqual(query, told, pages: i % 3 == 0 ? int.MaxValue : 2); // of most, only the first runs are remembered
                if (i % 3 == 0) RequireEqualList(query, told);
                tokens[i] = RequireEqualFrom(query, tokens[i], $"seed {seed}, step {step}, {done}, going on: {Told(query)}");
            }
        }
    }

    [StoreFact]
    public async Task Asking_again_asks_the_database_nothing()
    {
        for (var i = 0; i < 5; i++) await _test.Log.LogMetricAsync(await _test.NewRun(start: i), new("m", i, 1));
        var query = Query("metrics.m DESC") with { MaxResults = 2 };
        var first = Searches.Page(query);
        var second = Searches.Page(query with { PageToken = first.NextToken });
        var searches = Searches;

        _test.Store.Close();

        Assert.Equal(first.Items, searches.Page(query).Items);
        Assert.Equal(second.Items, searches.Page(query with { PageToken = first.NextToken }).Items);
        _test.Store.Reopen();
    }

    [StoreFact]
    public async Task Who_was_answered_a_write_finds_it_while_others_write()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _test.NewRun(start: i)));
        var stop = false;
        var searcher = Task.Run(() =>
        {
            var made = new List<RunSearches>();
            do
            {
                if (made.Count < 50) made.Add(new(_test.Store.Database));
                made[^1].Page(Query("metrics.m DESC") with { View = ViewType.All });
                foreach (var order in (string[])["metrics.m DESC", "attributes.run_name", "attributes.start_time DESC"])
                {
                    var found = Searches.Page(Query(order) with { View = ViewType.All }).Items;
                    Assert.Equal((runs.Length, runs.Length), (found.Count, found.Distinct().Count()));
                }
            }
            while (!Volatile.Read(ref stop));
            return made;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 1; i <= 25; i++)
            {
                var mine = runs[(writer * 5) + (i % 5)];
                await _test.Log.LogMetricAsync(mine, new("m", i * (writer % 2 == 0 ? 1 : -1), i, i));
                await _test.Runs.UpdateAsync(mine, new() { Name = $"{writer}-{i}" });
                Assert.Equal(mine, Assert.Single(_test.Runs.Search(Query("metrics.m") with { Filter = $"attributes.run_name = '{writer}-{i}'" }).Items).RunId);
                await _test.Runs.DeleteAsync(mine);
                Assert.DoesNotContain(mine, _test.Runs.Search(Query("metrics.m")).Items.Select(run => run.RunId));
                await _test.Runs.RestoreAsync(mine);
                Assert.Contains(mine, _test.Runs.Search(Query("metrics.m")).Items.Select(run => run.RunId));
            }
        })));
        Volatile.Write(ref stop, true);

        var made = await searcher;
        foreach (var order in (string[])["metrics.m DESC", "attributes.run_name", "metrics.m"]) RequireEqual(Query(order), order);
        foreach (var searches in made) RequireEqual(Query("metrics.m DESC") with { View = ViewType.All }, "made while others wrote", searches: searches);
    }

    [StoreFact]
    public async Task Those_who_ask_at_once_share_one_order()
    {
        for (var i = 0; i < 50; i++) await _test.NewRun(start: i);

        var orders = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Searches.Order(Query("attributes.run_name"), 50))));

        Assert.Single(orders.Distinct());
    }

    [StoreFact]
    public async Task What_changes_nothing_in_an_order_leaves_it_as_it_is()
    {
        var run = await _test.NewRun(start: 1);
        var before = Searches.Order(Query("attributes.run_name"), 1);
        await _test.Log.LogMetricAsync(run, new("m", 1, 1));

        Assert.Same(before, Searches.Order(Query("attributes.run_name"), 1));
    }

    [StoreFact]
    public async Task Memory_is_bounded_and_answers_are_the_same()
    {
        const long most = 100_000;
        var searches = new RunSearches(_test.Store.Database, most);
        var runs = Enumerable.Range(0, 3000).Select(i => Run(i) with { Tags = [new("t", $"{i % 7} {new string('x', 60)}")] }).ToArray();
        await new BulkRuns(_test.Store.Database).WriteAsync(runs, []);
        var (unbounded, held) = (new RunSearches(_test.Store.Database), 0L);

        foreach (var order in (string[])["tags.t", "attributes.run_name", "attributes.end_time", "attributes.start_time DESC", "tags.t DESC"])
            foreach (var filter in (string?[])[null, "attributes.run_name LIKE 'run 2%'", "attributes.run_name = 'run 5'"])
            {
                var query = Query(order) with { Filter = filter, MaxResults = 900 };
                for (string? token = null; ;)
                {
                    var (page, wanted) = (searches.Page(query with { PageToken = token }), unbounded.PageBySql(query with { PageToken = token }));
                    Assert.Equal(wanted.Items, page.Items);
                    Assert.True(searches.Bytes <= most, $"{searches.Bytes} bytes are held after {order} {filter}");
                    held = Math.Max(held, searches.Bytes);
                    unbounded.Page(query with { PageToken = token });
                    token = page.NextToken;
                    if (token is null) break;
                }
            }

        Assert.True(held > most / 10, $"only {held} bytes were ever held"); // else the bound would be kept by remembering nothing
        Assert.True(unbounded.Bytes > 4 * most, $"without the bound only {unbounded.Bytes} bytes are held");
    }

    [StoreFact]
    public async Task Of_no_experiment_there_are_no_runs_whatever_is_written()
    {
        var query = Query("attributes.start_time DESC") with { ExperimentIds = [] };
        Assert.Empty(Searches.Page(query).Items);

        await _test.Log.SetTagAsync(await _test.NewRun(), new("a", "b"));

        Assert.Empty(Searches.Page(query).Items);
        Assert.Empty(Searches.PageBySql(query).Items);
        Assert.Equal(0, new RunTable(_test.Store.Database).Find(query).Count);
    }

    [StoreFact]
    public async Task Who_waits_long_for_a_search_that_is_made_asks_the_database()
    {
        for (var i = 0; i < 5; i++) await _test.NewRun(start: i);
        var making = new Lock();
        var search = new RunSearch(Query("attributes.run_name"), _test.Store.Database, long.MaxValue, making);
        RunOrder? order;

        lock (making) order = Task.Factory.StartNew(() => search.Order(5), TaskCreationOptions.LongRunning).Result;

        Assert.Null(order);
        Assert.Equal(5, search.Order(5)!.Count);
    }

    [StoreFact]
    public async Task A_token_is_not_remembered()
    {
        await _test.NewRun();

        var token = Refused();
        GC.Collect();

        Assert.False(token.IsAlive);
        Assert.Equal(1, Searches.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Refused()
        {
            var token = new string('x', 1_000_000);
            Assert.Throws<ArgumentException>(() => Searches.Page(Query("attributes.run_name") with { PageToken = token }));
            return new(token);
        }
    }

    [StoreFact]
    public async Task The_number_of_searches_is_bounded()
    {
        await _test.NewRun();
        for (var i = 0; i < 1200; i++) Searches.Page(Query("attributes.run_name") with { Filter = $"attributes.run_name = '{i}'" });

        Assert.Equal(1000, Searches.Count);
    }

    [StoreFact]
    public async Task Ids_of_other_forms_are_put_in_order_too()
    {
        await _test.NewRun(start: 5);
        RequireEqual(Query("attributes.run_id"), "before");
        var ids = (string[])["short", "ABCDEF00000000000000000000000000", "abcdef00000000000000000000000000", "z_"];
        await new BulkRuns(_test.Store.Database).WriteAsync([.. ids.Select((id, i) => Run(i) with { RunId = id, StartTime = 5 })], []);

        foreach (var order in (string[])["attributes.run_id", "attributes.run_id DESC", "attributes.start_time DESC", "metrics.m"])
            RequireEqual(Query(order) with { MaxResults = 2 }, order);
    }

    [StoreFact]
    public async Task Many_changes_at_once_are_followed()
    {
        await new BulkRuns(_test.Store.Database).WriteAsync([.. Enumerable.Range(0, 2500).Select(Run)], []);
        var queries = (RunQuery[])[Query("attributes.run_name"), Query("attributes.start_time DESC"), Query("attributes.start_time DESC") with { Filter = "attributes.run_name LIKE '%7'" }];
        foreach (var query in queries) RequireEqual(query with { MaxResults = 700 }, "before");

        await new BulkRuns(_test.Store.Database).WriteAsync([.. Enumerable.Range(1000, 2500).Select(i => Run(i) with { Name = $"new {i * 7919 % 2500}" })], []);

        foreach (var query in queries) RequireEqual(query with { MaxResults = 700 }, "after");
    }

    static Run Run(int i) => new()
    {
        RunId = $"{i:x32}",
        ExperimentId = "0",
        Name = $"run {i}",
        UserId = "",
        Status = RunStatus.Finished,
        StartTime = i,
        EndTime = i % 3 == 0 ? null : i % 100,
        ArtifactUri = "",
        Stage = LifecycleStage.Active,
    };

    /// <summary>The first pages of a search are what the database answers.</summary>
    void RequireEqual(RunQuery query, string told, int pages = int.MaxValue, RunSearches? searches = null)
    {
        var all = Searches.PageBySql(query with { MaxResults = 50_000 }).Items;
        var read = new List<long>();
        string? token = null;
        do
        {
            var page = (searches ?? Searches).Page(query with { PageToken = token });
            read.AddRange(page.Items);
            token = page.NextToken;
            Assert.True(page.Items.Count == query.MaxResults || token is null, $"{told}: a page of {page.Items.Count}");
        }
        while (token is not null && --pages > 0);
        Assert.True(token is null ? all.SequenceEqual(read) : all.Take(read.Count).SequenceEqual(read), $"{told}: wanted {string.Join(' ', all)}, got {string.Join(' ', read)}");
    }

    void RequireEqualList(RunQuery query, string told) => Assert.True(
        Searches.PageBySql(query with { MaxResults = 50_000 }).Items.SequenceEqual(new RunTable(_test.Store.Database).Find(query).Keys(0, int.MaxValue)), $"{told}, by position");

    /// <summary>The page after a token that was taken before the last writes is what the database answers; answers the next token, of either.</summary>
    string? RequireEqualFrom(RunQuery query, string? token, string told)
    {
        var (wanted, page) = (Searches.PageBySql(query with { PageToken = token }), Searches.Page(query with { PageToken = token }));
        Assert.True(wanted.Items.SequenceEqual(page.Items), $"{told}: wanted {string.Join(' ', wanted.Items)}, got {string.Join(' ', page.Items)}");
        Assert.True(wanted.NextToken is null == page.NextToken is null, $"{told}: one has a token");
        return page.Items.Count % 2 == 0 ? wanted.NextToken : page.NextToken;
    }

    static string Told(RunQuery query) => $"{query.View} {string.Join(',', query.ExperimentIds)} [{query.Filter}] by [{string.Join(", ", query.OrderBy)}] {query.MaxResults} a page";

    static RunQuery Query(string order) => new() { ExperimentIds = ["0"], OrderBy = [order], MaxResults = 50_000 };
}
