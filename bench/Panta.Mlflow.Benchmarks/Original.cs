using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Panta.Measuring;

namespace Panta.Mlflow.Benchmarks;

/// <summary>The original on an SQLite file, asked what Panta was asked.</summary>
/// <param name="peers">The Python environment with its program.</param>
/// <param name="folder">Where it keeps its file; made.</param>
/// <param name="panta">What Panta answered, by question.</param>
sealed class Original(string peers, string folder, IReadOnlyDictionary<string, Load> panta)
{
    /// <summary>Above this a page takes it minutes.</summary>
    public const int MostRuns = 10_000;

    string DatabaseFile => Path.Combine(folder, "mlflow.db");

    /// <summary>The environment that <c>make conformance</c> installs; null where it is not.</summary>
    public static string? PeersFolder()
    {
        for (var place = new DirectoryInfo(AppContext.BaseDirectory); place is not null; place = place.Parent)
            if (Path.Combine(place.FullName, ".peers") is var peers && File.Exists(Path.Combine(peers, "bin/mlflow"))) return peers;
        return null;
    }

    public async Task MeasureAsync(int[] sizes)
    {
        Directory.CreateDirectory(folder);
        using (var server = await StartAsync()) Console.WriteLine($"MLflow: start to ready {server.Ready.TotalSeconds:0.0} s (a new store)");
        using (var server = await StartAsync())
        {
            var settled = await server.SettleAsync();
            Console.WriteLine($"MLflow: start to ready {server.Ready.TotalSeconds:0.0} s, at rest {settled.TotalSeconds:0} s later, idle memory {server.ResidentMegabytes:0} MB");
        }

        var experiments = Fill(sizes);
        foreach (var question in Question.OfLogging().Concat(SearchQuestions.Of(experiments))) await AskAsync(question);
    }

    async Task AskAsync(Question question)
    {
        using var server = await StartAsync();
        await server.SettleAsync();
        var reply = await question.AskAsync(server);
        var (mine, load) = (panta[question.ToString()], reply.Load);
        Console.WriteLine($"MLflow | {question,-54} | {reply} | Panta {(load.PerSecond > 0 ? $"{mine.PerSecond / load.PerSecond:N0} x" : "answers, MLflow does not")}");
    }

    // One worker: with more, its sockets wait 40 ms for each delayed acknowledgement on a kept connection, and SQLite lets one write at a time anyway.
    Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(port => new ProcessStartInfo(
        Path.Combine(peers, "bin/mlflow"),
        ["server", "--port", $"{port}", "--workers", "1", "--backend-store-uri", $"sqlite:///{DatabaseFile}", "--artifacts-destination", Path.Combine(folder, "artifacts")])
    {
        Environment = { ["MLFLOW_DISABLE_TELEMETRY"] = "true" },
    });

    Dictionary<int, string> Fill(int[] sizes)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        var experiments = new Dictionary<int, string>();
        foreach (var size in sizes)
        {
            experiments.Add(size, $"{1000 + experiments.Count}");
            foreach (var statement in SampleRuns.OfMlflow(1000 + experiments.Count - 1, size)) SampleRuns.Execute(connection, statement);
        }

        return experiments;
    }
}
