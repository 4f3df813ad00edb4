using System.Diagnostics;
using System.Globalization;
using System.Text;
using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Predictions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests;

/// <summary>This assembly as a program of its own: what the crash tests start, trace and kill.</summary>
static class Child
{
    static readonly Stream Output = Console.OpenStandardOutput();

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["wal", var folder, var callers] => await AppendForever(folder, int.Parse(callers, CultureInfo.InvariantCulture)),
                ["wal-retry", var folder, var size] => await AppendUntilRefused(folder, int.Parse(size, CultureInfo.InvariantCulture)),
                ["log", var folder, var round] => await LogForever(folder, round),
                ["log-traced", var folder] => await LogTraced(folder),
                ["delta", var folder, var name, var commits] => Commit(folder, name, int.Parse(commits, CultureInfo.InvariantCulture)),
                ["fuzz", var kind, var folder, var from, var count] =>
                    Fuzz.Fuzz.Run(kind, folder, int.Parse(from, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), Say),
                ["larger", var folder, var rows] => Frames.LargerWork.Run(folder, long.Parse(rows, CultureInfo.InvariantCulture), Say),
                ["delta-mixed", var folder, var seed, var changes] => ChangeOften(folder, int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(changes, CultureInfo.InvariantCulture)),
                _ => 64,
            };
        }
        catch (WriteAheadException error)
        {
            Say($"error {error.Message}");
            return 1;
        }
    }

    /// <summary>Starts this assembly; <paramref name="before"/> are the words before <c>dotnet</c> (a tracer, a shell).</summary>
    public static Process Start(string[] before, params string[] args)
    {
        string[] words = [.. before, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(Child).Assembly.Location, .. args];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start.");
    }

    static async Task<int> AppendForever(string folder, int callers)
    {
        await using var file = WriteAheadFile.Open(folder);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var payload = $"{caller}-{i}";
                var sequence = await file.AppendAsync(Encoding.UTF8.GetBytes(payload));
                Say($"{sequence} {payload}");
            }
        })));
        return 0;
    }

    // Appends until the disk refuses, twice; each answer is printed.
    static async Task<int> AppendUntilRefused(string folder, int size)
    {
        await using var file = WriteAheadFile.Open(folder);
        for (var refused = 0; refused < 2;)
        {
            try
            {
                Say($"ok {await file.AppendAsync(new byte[size])}");
            }
            catch (WriteAheadException error)
            {
                refused++;
                Say($"refused {error.Message}");
                if (refused == 1) size = 1;
                if (refused == 1) Say($"then {await Outcome(file.AppendAsync(new byte[1]))}");
            }
        }

        return 0;
    }

    static async Task<string> Outcome(Task<long> append)
    {
        try
        {
            return $"ok {await append}";
        }
        catch (WriteAheadException error)
        {
            return $"refused {error.Message}";
        }
    }

    // Four callers log predictions and labels; the tail goes to Delta often. What is acknowledged is printed.
    static async Task<int> LogForever(string folder, string round)
    {
        await using var log = EndpointLog.Open(folder, "bikes", TimeProvider.System, new() { FlushRows = 40 });
        Say("open");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"{round}-{caller}-{i}";
                await log.AppendPredictionsAsync(Predictions.LogRowsOf.Predictions(id, i));
                Say($"p {id}");
                await log.AppendLabelsAsync(Predictions.LogRowsOf.Labels(id, i));
                Say($"l {id}");
            }
        })));
        return 0;
    }

    static async Task<int> LogTraced(string folder)
    {
        await using var log = EndpointLog.Open(folder, "bikes", TimeProvider.System);
        for (var i = 0; i < 12; i++)
        {
            await log.AppendPredictionsAsync(Predictions.LogRowsOf.Predictions($"{i}", i));
            Say($"{i} acknowledged");
            if (i % 4 == 3) Say($"version {await log.FlushAsync()}");
        }

        return 0;
    }

    static int Commit(string folder, string name, int commits)
    {
        var table = DeltaTable.Open(folder);
        for (var i = (int)(table.Snapshot().TransactionVersion(name) ?? -1) + 1; i < commits; i++) Say($"{table.Append(Table.Of(("id", TextColumn.Of([$"{name}-{i}"]))), new(name, i))}");
        return 0;
    }

    // Accounts are taken over by others, money is moved, empty rows go, files are arranged anew: the sum stays. What conflicts is done again.
    static int ChangeOften(string folder, int seed, int changes)
    {
        var random = new Random(seed);
        var table = DeltaTable.Open(folder);
        for (var done = 0; done < changes;)
        {
            try
            {
                if (Changed(table, random) is { } version) Say($"{version}");
                done++;
            }
            catch (DeltaConflictException)
            {
            }
        }

        return 0;
    }

    // The version that it made; null where there was nothing to change, and the newest version is somebody else's.
    static long? Changed(DeltaTable table, Random random)
    {
        var (from, to) = ((long)random.Next(40), (long)random.Next(40));
        if (from == to) return null;

        var account = Functions.Col("account");
        var rows = Table.Of(("account", new Column<long>(DataType.Int64, new[] { from, to })), ("amount", new Column<long>(DataType.Int64, new[] { -3L, 3L })));
        return random.Next(5) switch
        {
            0 => table.Append(rows),
            1 => Made(table.Optimize()),
            2 => Made(table.Update(account.EqualTo(from), new Dictionary<string, Expression> { ["account"] = to })),
            3 => Made(table.Delete(Functions.Col("amount").EqualTo(0L))),
            _ => Made(Merge(table, rows)),
        };
    }

    static long? Made(DeltaChange change) =>
        change.FilesAdded + change.FilesRemoved > 0 || change.Inserted + change.Updated + change.Deleted is not 0 ? change.Version : null;

    static DeltaChange Merge(DeltaTable table, Table rows) => table.Merge(
        rows, Functions.Col("target.account").EqualTo(Functions.Col("source.account")),
        new() { WhenMatched = [MergeClause.Update(new Dictionary<string, Expression> { ["account"] = Functions.Col("source.account") + 1L })] });

    // One write(2) a line: what a killed program printed is what it acknowledged.
    static void Say(string line)
    {
        Output.Write(Encoding.UTF8.GetBytes(line + "\n"));
        Output.Flush();
    }
}
