using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

public sealed partial class DurabilityTests : IDisposable
{
    readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Killing_the_writer_loses_and_doubles_nothing_acknowledged()
    {
        var random = new Random(11);
        var acknowledged = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            using var child = ChildProcess.Start([], _temporary.Path, "1000000", "8");
            await ReadNumbers(child, acknowledged, 50 + random.Next(500));
            child.Kill();
            await ReadNumbers(child, acknowledged, int.MaxValue);
            await child.WaitForExitAsync();
        }

        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder);
        var stored = database.Read(c => c.Query<long>("SELECT number FROM numbers").ToHashSet());
        Assert.Equal("ok", database.Read(c => c.QuerySingle<string>("PRAGMA integrity_check")));
        Assert.True(acknowledged.Count > 250, $"only {acknowledged.Count} acknowledged");
        Assert.Equal([], acknowledged.Where(n => !stored.Contains(n)));
    }

    [Fact]
    public async Task A_closed_store_is_one_file()
    {
        using (var folder = DataFolder.Open(_temporary.Path))
        await using (var database = Database.Open(folder))
        {
            await database.WriteAsync(c => c.Execute("CREATE TABLE numbers (number BIGINT NOT NULL)"));
            Assert.Equal(0, database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM numbers"))); // a reader is open now
        }

        Assert.Equal([Path.Combine(_temporary.Path, "panta.db")], Directory.GetFiles(_temporary.Path, "panta.db*"));
    }

    [TraceFact]
    public async Task No_acknowledgement_leaves_before_the_fsync_of_its_commit()
    {
        var log = Path.Combine(_temporary.Path, "trace");
        string[] strace = ["strace", "-f", "-y", "-s", "200", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", log];
        using var child = ChildProcess.Start(strace, Path.Combine(_temporary.Path, "data"), "20", "1");
        await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        var (acknowledged, problems) = Check(File.ReadLines(log));

        Assert.Equal([], problems);
        Assert.Equal(20, acknowledged);
    }

    // One writer: before each acknowledgement there must be new frames in the write-ahead log, and a finished flush after the last of them.
    static (int Acknowledged, List<string> Problems) Check(IEnumerable<string> trace)
    {
        var acknowledged = 0;
        var problems = new List<string>();
        var (written, flushed) = (false, false);
        foreach (var line in trace)
        {
            if (line.Contains("pwrite64(") && line.Contains("panta.db-wal>")) (written, flushed) = (true, false);
            else if (FlushDone().IsMatch(line)) flushed = true;
            else if (Acknowledgement().Match(line) is { Success: true } match)
            {
                acknowledged++;
                if (!written || !flushed) problems.Add($"acknowledgement {match.Groups[1].Value}: written {written}, flushed {flushed}");
                (written, flushed) = (false, false);
            }
        }

        return (acknowledged, problems);
    }

    [GeneratedRegex(@"(fsync|fdatasync)\(\d+<[^>]*panta\.db-wal>\)\s*= 0|<\.\.\. (fsync|fdatasync) resumed>\)\s*= 0")]
    private static partial Regex FlushDone();

    [GeneratedRegex(@"write\(\d+<[^>]*>, ""(\d+)\\n""")]
    private static partial Regex Acknowledgement();

    static async Task ReadNumbers(Process child, List<long> numbers, int count)
    {
        for (var i = 0; i < count && await child.StandardOutput.ReadLineAsync() is { } line; i++)
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
    }
}
