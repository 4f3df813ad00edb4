using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;
using Panta.Measuring;

namespace Panta.Mlflow.Benchmarks;

/// <summary>The original on an SQLite file, asked what Panta is asked.</summary>
sealed class Original
{
    /// <summary>Above this a page takes it minutes.</summary>
    public const int MostRuns = 10_000;

    readonly string _peers;
    readonly string _folder;

    Original(string peers, string folder) => (_peers, _folder) = (peers, folder);

    string DatabaseFile => Path.Combine(_folder, "mlflow.db");

    /// <summary>The environment that <c>make conformance</c> installs; null where it is not.</summary>
    public static string? PeersFolder()
    {
        for (var place = new DirectoryInfo(AppContext.BaseDirectory); place is not null; place = place.Parent)
            if (Path.Combine(place.FullName, ".peers") is var peers && File.Exists(Path.Combine(peers, "bin/mlflow"))) return peers;
        return null;
    }

    /// <summary>Makes a store and fills it with runs.</summary>
    /// <param name="peers">The Python environment with its program.</param>
    /// <param name="folder">Where it keeps its file; made.</param>
    /// <param name="sizes">Numbers of runs; what is too many is left out.</param>
    public static async Task<Original> FillAsync(string peers, string folder, int[] sizes)
    {
        Directory.CreateDirectory(folder);
        var original = new Original(peers, folder);
        using (var server = await original.StartAsync()) Console.WriteLine($"MLflow: start to ready {server.Ready.TotalSeconds:0.0} s (a new store)");
        using (var server = await original.StartAsync())
        {
            var settled = await server.SettleAsync();
            Console.WriteLine($"MLflow: start to ready {server.Ready.TotalSeconds:0.0} s, at rest {settled.TotalSeconds:0} s later, idle memory {server.ResidentMegabytes:0} MB");
        }

        original.Fill(sizes);
        return original;
    }

    /// <summary>Asks it, started anew, and says how many times as often Panta answered.</summary>
    public async Task AskAsync(Question question, Load panta)
    {
        using var server = await StartAsync();
        await server.SettleAsync();
        var reply = await question.AskAsync(server);
        var load = reply.Load;
        Console.WriteLine($"MLflow | {question,-54} | {reply} | Panta {(load.PerSecond > 0 ? $"{panta.PerSecond / load.PerSecond:N0} x" : "answers, MLflow does not")}");
    }

    // One worker: with more, its sockets wait 40 ms for each delayed acknowledgement on a kept connection, and SQLite lets one write at a time anyway.
    Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(port => new ProcessStartInfo(
        Path.Combine(_peers, "bin/mlflow"),
        ["server", "--port", $"{port}", "--workers", "1", "--backend-store-uri", $"sqlite:///{DatabaseFile}", "--artifacts-destination", Path.Combine(_folder, "artifacts")])
    {
        Environment = { ["MLFLOW_DISABLE_TELEMETRY"] = "true" },
    });

    // The same experiments as Panta's, with the same numbers.
    void Fill(int[] sizes)
    {
        SqliteLibrary.Require();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        foreach (var (i, size) in sizes.Index().Where(each => each.Item <= MostRuns))
            foreach (var statement in SampleRuns.OfMlflow(SampleRuns.Experiment(i), size)) SampleRuns.Execute(connection, statement);
    }
}
