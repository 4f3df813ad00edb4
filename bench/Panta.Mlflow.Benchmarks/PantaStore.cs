using System.Diagnostics;
using System.Globalization;
using Panta.Data.Databases;
using Panta.Measuring;
using Panta.Tracking.Stores;

namespace Panta.Mlflow.Benchmarks;

/// <summary>Panta on one kind of store, asked everything.</summary>
sealed class PantaStore
{
    const int HistoryBatch = 1000;

    readonly string _name;
    readonly string _folder;
    readonly string? _database;
    readonly Original? _original;
    readonly Dictionary<string, Load> _answers = [];

    PantaStore(string name, string folder, string? database, Original? original)
    {
        _name = name;
        _folder = folder;
        _database = database;
        _original = original;
    }

    /// <summary>Measures all.</summary>
    /// <param name="name">What stands before each line.</param>
    /// <param name="folder">The data folder; made.</param>
    /// <param name="database">A PostgreSQL database; null for SQLite.</param>
    /// <param name="sizes">Numbers of runs to search among.</param>
    /// <param name="historyPoints">Points of the long history.</param>
    /// <param name="original">Asked the same right after each question; null for nobody.</param>
    public static async Task MeasureAsync(string name, string folder, string? database, int[] sizes, int historyPoints, Original? original)
    {
        var store = new PantaStore(name, folder, database, original);
        var first = TimeSpan.Zero;
        using (var server = await store.StartAsync()) first = server.Ready;
        using (var server = await store.StartAsync())
        {
            await server.SettleAsync();
            Console.WriteLine(
                $"{name}: start to ready {first.TotalSeconds:0.00} s with a new store, then {server.Ready.TotalSeconds:0.00} s; idle memory {server.ResidentMegabytes:0} MB");
            foreach (var question in Question.OfLogging()) await store.AskAsync(question, server);
        }

        var watch = Stopwatch.StartNew();
        var experiments = await store.FillAsync(sizes);
        Console.WriteLine($"{name}: filled by SQL with {sizes.Sum():N0} runs in {watch.Elapsed.TotalSeconds:0} s");
        using (var server = await store.StartAsync())
        {
            Console.WriteLine($"{name}: start to ready {server.Ready.TotalSeconds:0.00} s (with the runs)");
            foreach (var question in SearchQuestions.Of(experiments)) await store.AskAsync(question, server);
            store.Compare(SearchQuestions.Of(experiments));
            await store.ReadHistoryAsync(server, historyPoints);
        }
    }

    Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(port => ServerProcess.Panta(
        ["server", "--port", $"{port}", "--data", _folder, .. _database is null ? (string[])[] : ["--database", _database]]));

    async Task AskAsync(Question question, ServerProcess server)
    {
        // What a program compiles while it runs is compiled before it is measured; the original compiles nothing.
        var warm = question.Clients == 1 ? await (question with { Clients = 8 }).AskAsync(server) : null;
        var reply = await question.AskAsync(server);
        _answers[question.ToString()] = reply.Load;
        Console.WriteLine($"{_name} | {question,-54} | {(warm is null ? reply : reply with { First = warm.First })}");
        if (question is { Clients: 1, Written: null })
        {
            var bare = await question.AskBareAsync(server, _folder + ".page");
            Console.WriteLine($"bare   | {question,-54} | {bare} | Panta {reply.Load.PerSecond / bare.PerSecond:0.00} x");
        }

        if (_original is not null && question.Size <= Original.MostRuns) await _original.AskAsync(question, reply.Load);
    }

    // Cost must not grow with what is not asked for.
    void Compare(IEnumerable<Question> questions)
    {
        foreach (var same in questions.GroupBy(question => (question.Kind, question.Clients)))
            foreach (var large in same.Skip(1))
            {
                var times = _answers[large.ToString()].Median / _answers[same.First().ToString()].Median;
                Console.WriteLine($"{_name} | {large,-54} | {times:0.00} times the time among {same.First().Size:N0}");
            }
    }

    async Task<Dictionary<int, string>> FillAsync(int[] sizes)
    {
        using var folder = DataFolder.Open(_folder);
        await using var database = _database is null ? Database.Open(folder) : Database.Open(folder, PostgresAddress.Parse(_database));
        var experiments = new Dictionary<int, string>();
        foreach (var (i, size) in sizes.Index())
        {
            experiments.Add(size, SampleRuns.Experiment(i).ToString(CultureInfo.InvariantCulture));
            foreach (var statement in SampleRuns.OfPanta(SampleRuns.Experiment(i), size)) await database.WriteAsync(connection => SampleRuns.Execute(connection, statement));
        }

        return experiments;
    }

    async Task ReadHistoryAsync(ServerProcess server, int points)
    {
        var run = await Calls.CreateRunAsync(server.Address);
        var (batch, watch) = (Question.Batch(run, HistoryBatch, keys: 1), Stopwatch.StartNew());
        for (var n = 0; n < points / HistoryBatch; n++) await Calls.PostAsync(server.Address, "/runs/log-batch", batch(n));
        Console.WriteLine($"{_name} | history of {points:N0} points logged in {watch.Elapsed.TotalSeconds:0.0} s");

        var (before, peak, bytes, first) = (server.OwnMegabytes, 0.0, 0L, (TimeSpan?)null);
        watch.Restart();
        await using var answer = await Calls.ReadAsync(server.Address, $"/metrics/get-history?run_id={run}&metric_key=loss-0");
        var buffer = new byte[1 << 20];
        for (int read; (read = await answer.ReadAsync(buffer)) > 0; bytes += read)
        {
            first ??= watch.Elapsed;
            peak = Math.Max(peak, server.OwnMegabytes);
        }

        Console.WriteLine(
            $"{_name} | history of {points:N0} points read: first bytes {first?.TotalMilliseconds:0} ms, all {watch.Elapsed.TotalSeconds:0.00} s, "
            + $"{points / watch.Elapsed.TotalSeconds / 1e6:0.00} million points/s, {bytes / 1e6 / watch.Elapsed.TotalSeconds:0} MB/s; own memory {before:0} MB before, {peak:0} MB at most");
    }
}
