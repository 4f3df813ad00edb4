using System.Data.Common;
using Dapper;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

public sealed class DatabaseTests : IDisposable
{
    readonly TestStore _store = new();
    readonly Database _database;

    public DatabaseTests()
    {
        _database = _store.Database;
        _database.WriteAsync(c => c.Execute("CREATE TABLE numbers (number BIGINT NOT NULL PRIMARY KEY)")).GetAwaiter().GetResult();
    }

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Concurrent_writers_all_get_their_own_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => Insert(i))));

        Assert.Equal(Enumerable.Range(0, 1000), answers);
        Assert.Equal(1000, _database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
    }

    [StoreFact]
    public async Task A_failing_piece_of_a_group_fails_alone()
    {
        await Insert(500);

        var pieces = Enumerable.Range(0, 1000).Select(i => Task.Run(() => Insert(i))).ToList();
        var failed = new List<int>();
        for (var i = 0; i < pieces.Count; i++)
            if (await Record.ExceptionAsync(() => pieces[i]) is DbException) failed.Add(i);

        Assert.Equal([500], failed);
        Assert.Equal(1000, _database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
    }

    [StoreFact]
    public async Task What_a_failing_piece_wrote_before_failing_is_undone()
    {
        var error = await Record.ExceptionAsync(() => _database.WriteAsync(c =>
        {
            c.Execute("INSERT INTO numbers VALUES (1)");
            throw new InvalidOperationException("no");
        }));

        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal(0, _database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
    }

    [StoreFact]
    public async Task A_write_that_meets_no_other_is_done_on_the_callers_thread()
    {
        var thread = 0;
        var write = _database.WriteAsync(c =>
        {
            thread = Environment.CurrentManagedThreadId;
            return c.Execute("INSERT INTO numbers VALUES (1)");
        });

        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Equal(1, await write);
    }

    [StoreFact]
    public async Task What_comes_while_another_writes_is_done_in_one_group_after_it()
    {
        using var begun = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var before = _database.Changes;
        var first = Task.Run(() => _database.WriteAsync(_ =>
        {
            begun.Set();
            ended.Wait();
        }));
        begun.Wait();
        var others = Enumerable.Range(0, 50).Select(Insert).ToList();
        Assert.DoesNotContain(others, other => other.IsCompleted);
        ended.Set();

        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(others));
        await first;
        Assert.Equal(before + 2, _database.Changes);
    }

    [StoreFact]
    public async Task A_read_sees_one_snapshot_while_others_write()
    {
        var (before, after) = await Task.Run(() => _database.Read(c =>
        {
            var first = c.QuerySingle<int>("SELECT COUNT(*) FROM numbers");
            Insert(1).GetAwaiter().GetResult();
            return (first, c.QuerySingle<int>("SELECT COUNT(*) FROM numbers"));
        }));

        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, _database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
    }

    [StoreFact]
    public void A_read_cannot_write() =>
        Assert.ThrowsAny<Exception>(() => _database.Read(c => c.Execute("INSERT INTO numbers VALUES (1)")));

    [StoreFact]
    public async Task Actions_after_commit_run_when_others_can_see_the_change()
    {
        var seen = -1;

        await _database.WriteAsync(c =>
        {
            c.Execute("INSERT INTO numbers VALUES (1)");
            Database.AfterCommit(() => seen = _database.Read(r => r.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
        });

        Assert.Equal(1, seen);
    }

    [StoreFact]
    public async Task Work_cancelled_before_it_begins_is_not_done()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.WriteAsync(c => c.Execute("INSERT INTO numbers VALUES (1)"), cancelled.Token));

        Assert.Equal(0, _database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers")));
    }

    [StoreFact]
    public async Task Closing_finishes_the_writes_that_wait()
    {
        var writes = Enumerable.Range(0, 100).Select(Insert).ToList();
        await _database.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, 100), await Task.WhenAll(writes));
    }

    [StoreFact]
    public async Task A_write_after_closing_says_that_the_store_is_closed()
    {
        await _database.DisposeAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => Insert(1));

        Assert.Contains("is closed: the program is stopping", error.Message);
    }

    [StoreFact]
    public async Task A_write_that_meets_another_while_the_store_closes_says_that_it_is_closed()
    {
        using var goOn = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = Task.Run(() => _database.WriteAsync(_ => { begun.Set(); goOn.Wait(); }));
        begun.Wait();
        var closing = _database.DisposeAsync().AsTask();

        // Those that come before the store takes no more wait for the first.
        var (accepted, refused) = (new List<Task>(), (Task?)null);
        while (refused is null)
        {
            var write = Insert(accepted.Count);
            if (write.IsFaulted) refused = write;
            else accepted.Add(write);
        }

        goOn.Set();
        await Task.WhenAll([first, closing, .. accepted]);
        Assert.Contains("is closed: the program is stopping", (await Assert.ThrowsAsync<StoreException>(() => refused)).Message);
    }

    [Fact]
    public async Task A_full_disk_fails_the_group_clearly_and_leaves_the_store_intact()
    {
        await _database.WriteAsync(c => c.Execute("PRAGMA max_page_count = 60"));

        var error = await Assert.ThrowsAsync<StoreException>(() => _database.WriteAsync(c => c.Execute("CREATE TABLE big AS SELECT zeroblob(1000000) AS x")));
        await _database.WriteAsync(c => c.Execute("PRAGMA max_page_count = 1000000"));

        Assert.Contains("the disk is full", error.Message);
        Assert.Equal("ok", _database.Read(c => c.QuerySingle<string>("PRAGMA integrity_check")));
        Assert.Equal(7, await Insert(7));
    }

    Task<int> Insert(int number) => _database.WriteAsync(c =>
    {
        c.Execute("INSERT INTO numbers VALUES (@number)", new { number });
        return number;
    });
}
