using System.Data;
using Dapper;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Models;

public sealed class AliasTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2011, 7, 1, 12, 0, 0, TimeSpan.Zero);

    readonly TestStore _store = new();
    readonly ModelRegistry _registry;
    readonly List<AliasChange> _heard = [];

    public AliasTests()
    {
        _registry = new(_store.Database, TimeProvider.System);
        _registry.AliasMoved += (_, change) => _heard.Add(change);
        _registry.CreateAsync("m").GetAwaiter().GetResult();
        for (var i = 0; i < 3; i++) _registry.CreateVersionAsync(new() { Name = "m", Source = "s3://bucket/model" }).GetAwaiter().GetResult();
    }

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Every_move_is_recorded_with_who_when_why_and_evidence()
    {
        await _registry.SetAliasAsync("m", "champion", 1, "ada", "first", at: Noon);
        await _registry.SetAliasAsync("m", "champion", 2, "policy kpi", "better", """{"mae":41.2}""", Noon.AddDays(1));
        await _registry.DeleteAliasAsync("m", "champion", "page", "stop", Noon.AddDays(2));

        Assert.Equal(
            [(null, 2, "page", "stop", null), (2, 1, "policy kpi", "better", """{"mae":41.2}"""), (1, null, "ada", "first", null)],
            _registry.AliasHistory("m", "champion").Select(c => (c.Version, c.PreviousVersion, c.Who, c.Why, c.Evidence)));
        Assert.Equal([Noon, Noon.AddDays(1), Noon.AddDays(2)], _heard.Select(c => c.At));
        Assert.Equal(_heard.AsEnumerable().Reverse(), _registry.AliasHistory("m"));
    }

    [StoreFact]
    public async Task Pointing_where_it_points_already_is_no_move()
    {
        await _registry.SetAliasAsync("m", "champion", 1, "ada", "");

        Assert.Null(await _registry.SetAliasAsync("m", "champion", 1, "ben", ""));
        Assert.Null(await _registry.DeleteAliasAsync("m", "nothing", "ben", ""));
        Assert.Single(_registry.AliasHistory("m"));
    }

    [StoreFact]
    public async Task A_move_inside_a_transaction_that_fails_never_happened()
    {
        var error = await Record.ExceptionAsync(() => _store.Database.WriteAsync(c =>
        {
            Move(c, 2);
            throw new InvalidOperationException("gate failed");
        }));

        Assert.IsType<InvalidOperationException>(error);
        Assert.Null(_registry.FindByAlias("m", "champion"));
        Assert.Empty(_registry.AliasHistory("m"));
        Assert.Empty(_heard);
    }

    [StoreFact]
    public async Task A_move_inside_a_transaction_is_heard_when_it_is_on_disk()
    {
        var seen = 0L;
        _registry.AliasMoved += (_, change) => seen = _registry.GetByAlias("m", change.Alias).Version;

        await _store.Database.WriteAsync(c =>
        {
            c.Execute("CREATE TABLE gates (value DOUBLE PRECISION)");
            Move(c, 2);
        });

        Assert.Equal(2, seen);
    }

    [StoreFact]
    public async Task Deleting_a_version_removes_its_aliases_and_says_so()
    {
        await _registry.SetAliasAsync("m", "champion", 2, "ada", "");

        await _registry.DeleteVersionAsync("m", 2, "ada");

        Assert.Equal("version 2 was deleted", _registry.AliasHistory("m")[0].Why);
        Assert.Equal(
            "Registered model alias champion not found. Set it first.", Assert.Throws<ArgumentException>(() => _registry.GetByAlias("m", "champion")).Message);
    }

    [StoreTheory]
    [InlineData("latest", "'latest' alias name (case insensitive) is reserved.")]
    [InlineData("LATEST", "'latest' alias name (case insensitive) is reserved.")]
    [InlineData("v12", "Version alias name 'v12' is reserved.")]
    [InlineData("a b", "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-).")]
    [InlineData("", "Invalid alias name: ''. Names may only contain alphanumerics, underscores (_), and dashes (-).")]
    public async Task Reserved_and_odd_aliases_are_refused(string alias, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => _registry.SetAliasAsync("m", alias, 1, "ada", ""))).Message);

    [StoreFact]
    public async Task Evidence_must_be_JSON() =>
        Assert.Contains("is not JSON", (await Assert.ThrowsAsync<ArgumentException>(() => _registry.SetAliasAsync("m", "a", 1, "ada", "", "{"))).Message);

    [StoreFact]
    public void Latest_is_the_highest_version() => Assert.Equal(3, _registry.GetByAlias("m", "Latest").Version);

    [StoreFact]
    public async Task An_alias_for_a_version_that_is_not_there_is_refused() =>
        await Assert.ThrowsAsync<NotFoundException>(() => _registry.SetAliasAsync("m", "a", 9, "ada", ""));

    void Move(IDbConnection connection, long version) =>
        _registry.MoveAlias(connection, new() { Model = "m", Alias = "champion", Version = version, Who = "policy kpi", Why = "better" });
}
