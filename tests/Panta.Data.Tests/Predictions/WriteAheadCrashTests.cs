using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Panta.Data.Predictions;

namespace Panta.Data.Tests.Predictions;

public sealed partial class WriteAheadCrashTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_random_moments_it_keeps_every_acknowledged_record_once()
    {
        var random = new Random(4);
        var acknowledged = new Dictionary<long, string>();
        for (var round = 0; round < 20; round++)
        {
            using var child = Child.Start([], "wal", _folder.Path, "4");
            var lines = child.StandardOutput.ReadToEndAsync();
            await WaitForSegment();
            await Task.Delay(random.Next(1, 120));
            child.Kill();
            await child.WaitForExitAsync();
            foreach (var line in Whole(await lines))
            {
                var (sequence, text) = (line.Split(' ')[0], line.Split(' ')[1]);
                Assert.True(acknowledged.TryAdd(long.Parse(sequence, CultureInfo.InvariantCulture), $"{round}:{text}"), $"sequence {sequence} was given twice");
            }

            var found = await Records();
            foreach (var (sequence, text) in acknowledged) Assert.Equal(text.Split(':')[1], found[sequence]);
        }

        Assert.NotEmpty(acknowledged);
    }

    [StraceFact]
    public async Task No_acknowledgement_leaves_before_its_fsync()
    {
        var trace = _folder["trace"];
        using var child = Child.Start([.. Strace.Words(trace, "fdatasync,write,pwrite64")], "wal", _folder["wal"], "1");
        for (var i = 0; i < 50; i++) await child.StandardOutput.ReadLineAsync();
        child.Kill(entireProcessTree: true);
        await child.WaitForExitAsync();

        var unsynced = false;
        var answers = 0;
        foreach (var call in Strace.Calls(trace))
        {
            if (call.StartsWith("pwrite64(", StringComparison.Ordinal)) unsynced = true;
            if (call.StartsWith("fdatasync(", StringComparison.Ordinal) && call.EndsWith("= 0", StringComparison.Ordinal)) unsynced = false;
            if (!Answer().IsMatch(call)) continue;

            Assert.False(unsynced, $"answered before the fsync: {call}");
            answers++;
        }

        Assert.True(answers >= 50, $"{answers} answers were seen");
    }

    [Fact]
    public async Task A_full_disk_is_told_and_the_file_goes_on_when_there_is_room()
    {
        // A limit on the size of files refuses writes as a full disk does, and needs no privileges.
        using var child = Child.Start(["bash", "-c", "trap '' XFSZ; ulimit -f 64; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "bash"], "wal-retry", _folder["wal"], "20000");
        var lines = Whole(await child.StandardOutput.ReadToEndAsync());

        Assert.Equal(["ok 1", "ok 2", "ok 3"], lines.Take(3));
        Assert.StartsWith("refused Write-ahead file '", lines[3], StringComparison.Ordinal);
        Assert.Contains("the rows were not acknowledged. Free space, then send them again.", lines[3], StringComparison.Ordinal);
        Assert.Equal("then ok 4", lines[4]);
        var found = await Records(_folder["wal"]);
        Assert.Equal(20_000, found[3].Length);
        Assert.Equal(1, found[4].Length);
    }

    [StraceFact]
    public async Task After_a_failed_fsync_nothing_is_acknowledged_until_it_is_opened_anew()
    {
        string[] inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=3"];
        using var child = Child.Start(inject, "wal-retry", _folder["wal"], "100");
        var lines = Whole(await child.StandardOutput.ReadToEndAsync());

        // Each thread's third fdatasync fails: the main thread makes the segment with its first.
        var refused = lines.FindIndex(line => line.StartsWith("refused", StringComparison.Ordinal));
        Assert.True(refused >= 1 && lines.Take(refused).All(line => line.StartsWith("ok ", StringComparison.Ordinal)), string.Join('\n', lines));
        Assert.Contains("the rows were not acknowledged. Mend the disk and open it anew.", lines[refused], StringComparison.Ordinal);
        Assert.StartsWith("then refused", lines[refused + 1], StringComparison.Ordinal);
        Assert.StartsWith("refused", lines[refused + 2], StringComparison.Ordinal);
        Assert.Equal(refused + 3, lines.Count);
        await using var again = WriteAheadFile.Open(_folder["wal"]);
        Assert.True(await again.AppendAsync(new byte[1]) > refused);
    }

    [GeneratedRegex("""^write\(\d+<pipe[^>]*>, "\d+ \d+-\d+""")]
    private static partial Regex Answer();

    static List<string> Whole(string output)
    {
        var lines = output.Split('\n').ToList();
        lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    async Task WaitForSegment()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(20) && Directory.GetFiles(_folder.Path, "*.wal").Length == 0;) await Task.Delay(5);
    }

    async Task<Dictionary<long, string>> Records(string? folder = null)
    {
        var records = new Dictionary<long, string>();
        await using var file = WriteAheadFile.Open(folder ?? _folder.Path, 0, (sequence, payload) => records.Add(sequence, Encoding.UTF8.GetString(payload.Span)));
        return records;
    }
}
