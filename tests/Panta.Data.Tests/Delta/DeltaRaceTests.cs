using System.Diagnostics;
using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Processes that change one table at once, some of them killed: no version is lost, none is there twice, and who reads meanwhile reads whole versions.</summary>
public sealed class DeltaRaceTests : IDisposable
{
    const int Accounts = 40;
    const long Each = 100;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Eight_processes_lose_no_version_and_no_row() => RaceAsync(8, 50, kills: 3);

    [LongFact]
    public Task Eight_processes_lose_no_version_and_no_row_in_thousands_of_commits() => RaceAsync(8, 500, kills: 12);

    [Fact]
    public Task Changes_of_every_kind_at_once_keep_what_they_must() => MixedAsync(4, 12);

    [LongFact]
    public Task Changes_of_every_kind_at_once_keep_what_they_must_for_long() => MixedAsync(6, 100);

    async Task RaceAsync(int writers, int commits, int kills)
    {
        DeltaTable.Create(_folder["table"], new(new Field("id", DataType.String)));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadUntil(done.Token))).ToList();
        var random = new Random(writers * commits);

        var outputs = await Task.WhenAll(Enumerable.Range(0, writers).Select(i => WriteAsync($"writer{i}", commits, i < kills ? random.Next(500, 4000) : null)));

        await done.CancelAsync();
        var reads = await Task.WhenAll(readers);
        var told = outputs.SelectMany(output => output).ToList();
        Assert.Equal(told.Count, told.Distinct().Count());
        var table = DeltaTable.Open(_folder["table"]);
        var ids = (TextColumn)table.Read()["id"];
        var expected = Enumerable.Range(0, writers).SelectMany(writer => Enumerable.Range(0, commits).Select(i => $"writer{writer}-{i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Enumerable.Range(0, ids.Length).Select(row => ids[row]!).Order(StringComparer.Ordinal));
        Assert.Equal(writers * commits, table.Version);
        Assert.All(told, version => Assert.InRange(version, 1, table.Version));
        Assert.All(Enumerable.Range(0, writers), writer => Assert.Equal(commits - 1, table.Snapshot().TransactionVersion($"writer{writer}")));
        Assert.All(reads, count => Assert.True(count > 0));
    }

    // A writer that is killed is started again, and goes on after the last mark that it left in the table.
    async Task<List<long>> WriteAsync(string name, int commits, int? killAfter)
    {
        var versions = new List<long>();
        while (true)
        {
            using var child = Child.Start([], "delta", _folder["table"], name, $"{commits}");
            if (killAfter is { } milliseconds) _ = KillAsync(child, milliseconds);
            killAfter = null;
            var output = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();

            // The last line may be torn by the kill.
            var lines = output.Split('\n');
            versions.AddRange(lines[..^1].Select(line => long.Parse(line, CultureInfo.InvariantCulture)));
            if (child.ExitCode == 0) return versions;
            Assert.True(child.ExitCode == 137, await child.StandardError.ReadToEndAsync());
        }
    }

    static async Task KillAsync(Process child, int milliseconds)
    {
        await Task.Delay(milliseconds);
        try
        {
            child.Kill();
        }
        catch (InvalidOperationException)
        {
            // Done before.
        }
    }

    // Each version has one row a commit: a torn read would count otherwise.
    int ReadUntil(CancellationToken done)
    {
        var reads = 0;
        do
        {
            var snapshot = DeltaTable.Open(_folder["table"]).Snapshot();
            Assert.Equal(snapshot.Version, snapshot.Read(cancel: CancellationToken.None).RowCount);
            reads++;
        }
        while (!done.IsCancellationRequested);

        return reads;
    }

    async Task MixedAsync(int writers, int changes)
    {
        var table = DeltaTable.Create(_folder["table"], new(new Field("account", DataType.Int64), new Field("amount", DataType.Int64)));
        table.Append(Table.Of(
            ("account", new Column<long>(DataType.Int64, Enumerable.Range(0, Accounts).Select(i => (long)i).ToArray())),
            ("amount", new Column<long>(DataType.Int64, Enumerable.Repeat(Each, Accounts).ToArray()))));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => SumUntil(done.Token))).ToList();

        var children = Enumerable.Range(0, writers).Select(i => Child.Start([], "delta-mixed", _folder["table"], $"{i}", $"{changes}")).ToList();
        var outputs = await Task.WhenAll(children.Select(child => child.StandardOutput.ReadToEndAsync()));
        var errors = await Task.WhenAll(children.Select(child => child.StandardError.ReadToEndAsync()));
        await done.CancelAsync();

        Assert.All(errors, error => Assert.Equal("", error));
        Assert.All(await Task.WhenAll(readers), count => Assert.True(count > 0));
        var versions = outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(versions.Count, versions.Distinct().Count());
        Assert.Equal(versions.Count + 1, DeltaTable.Open(_folder["table"]).Version);
        children.ForEach(child => child.Dispose());
    }

    // Money moves from account to account, and is never made.
    int SumUntil(CancellationToken done)
    {
        var reads = 0;
        do
        {
            var snapshot = DeltaTable.Open(_folder["table"]).Snapshot();
            if (snapshot.Version == 0) continue;

            var sum = 0L;
            foreach (var amount in ((Column<long>)snapshot.Read(cancel: CancellationToken.None)["amount"]).Span) sum += amount;
            Assert.Equal(Accounts * Each, sum);
            reads++;
        }
        while (!done.IsCancellationRequested);

        return reads;
    }
}
