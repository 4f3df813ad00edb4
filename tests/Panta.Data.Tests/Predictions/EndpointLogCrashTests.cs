using System.Text.RegularExpressions;
using Panta.Data.Predictions;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Predictions;

public sealed partial class EndpointLogCrashTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_random_moments_it_keeps_every_acknowledged_row_once()
    {
        var random = new Random(4);
        var (predicted, labelled) = (new HashSet<string>(), new HashSet<string>());
        for (var round = 0; round < 20; round++)
        {
            foreach (var line in await KilledAfter(round, random.Next(1, 400)))
            {
                if (line.StartsWith("p ", StringComparison.Ordinal)) predicted.Add(line[2..]);
                if (line.StartsWith("l ", StringComparison.Ordinal)) labelled.Add(line[2..]);
            }

            var log = EndpointLog.Open(_folder.Path, "bikes", TimeProvider.System);
            var rows = Ids(log.Predictions(LogRowsOf.Start, LogRowsOf.Start.AddYears(1)));
            var joined = Ids(log.Labelled(LogRowsOf.Start, LogRowsOf.Start.AddYears(1)));
            Assert.Equal(rows.Count, rows.Distinct().Count());
            Assert.Equal(rows.Count, log.PredictionCount);
            Assert.True(predicted.IsSubsetOf(rows), $"round {round}: {string.Join(", ", predicted.Except(rows).Take(5))} lost");
            Assert.True(labelled.IsSubsetOf(joined), $"round {round}: the labels of {string.Join(", ", labelled.Except(joined).Take(5))} lost");
            await log.DisposeAsync();
        }

        Assert.True(predicted.Count > 100, $"only {predicted.Count} predictions were acknowledged");
    }

    [StraceFact]
    public async Task Files_and_folders_are_on_disk_before_the_commit_that_names_them_and_rows_before_their_answer()
    {
        var trace = _folder["trace"];
        using var child = Child.Start(Strace.Words(trace, "fsync,fdatasync,write,pwrite64,link,linkat,rename,unlink"), "log-traced", _folder["data"]);
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, output + await child.StandardError.ReadToEndAsync());

        var synced = new HashSet<string>();
        var (unsynced, answers, commits) = (false, 0, 0);
        foreach (var call in Strace.Calls(trace))
        {
            if (call.StartsWith("pwrite64(", StringComparison.Ordinal) && call.Contains(".wal>", StringComparison.Ordinal)) unsynced = true;
            if (Sync().Match(call) is { Success: true } sync)
            {
                synced.Add(sync.Groups[1].Value);
                unsynced &= !call.Contains(".wal>", StringComparison.Ordinal);
            }

            if (call.Contains("acknowledged", StringComparison.Ordinal) && call.StartsWith("write(", StringComparison.Ordinal))
            {
                answers++;
                Assert.False(unsynced, $"answered before the fsync: {call}");
            }

            if (Link().Match(call) is not { Success: true } link) continue;

            commits++;
            AssertOnDisk(link.Groups[1].Value, link.Groups[2].Value, synced);
            synced.Clear();
        }

        Assert.Equal((12, 4), (answers, commits));
    }

    // The commit's own bytes, each file it names, and the folder of those files.
    void AssertOnDisk(string temporary, string commit, HashSet<string> synced)
    {
        Assert.Contains(temporary, synced);
        var table = Path.GetDirectoryName(Path.GetDirectoryName(commit))!;
        foreach (Match file in DataFile().Matches(File.ReadAllText(commit)))
        {
            Assert.Contains(Path.Combine(table, file.Groups[1].Value), synced);
            Assert.Contains(table, synced);
        }
    }

    async Task<string[]> KilledAfter(int round, int milliseconds)
    {
        using var child = Child.Start([], "log", _folder.Path, $"{round}");
        Assert.Equal("open", await child.StandardOutput.ReadLineAsync());
        var lines = child.StandardOutput.ReadToEndAsync();
        await Task.Delay(milliseconds);
        child.Kill();
        await child.WaitForExitAsync();
        return (await lines).Split('\n')[..^1];
    }

    static List<string> Ids(Table rows) => [.. Enumerable.Range(0, rows.RowCount).Select(row => (string)rows["prediction_id"].Value(row)!)];

    [GeneratedRegex("""^f(?:data)?sync\(\d+<([^>]+)>.*= 0$""")]
    private static partial Regex Sync();

    [GeneratedRegex("""^link(?:at)?\((?:AT_FDCWD[^,]*, )?"([^"]+)", (?:AT_FDCWD[^,]*, )?"([^"]+\.json)".*= 0$""")]
    private static partial Regex Link();

    [GeneratedRegex("""\{"add":\{"path":"([^"]+)""")]
    private static partial Regex DataFile();
}
