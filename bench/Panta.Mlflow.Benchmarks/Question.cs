using System.Text;
using System.Text.Json;
using Panta.Measuring;

namespace Panta.Mlflow.Benchmarks;

/// <summary>One thing that both servers are asked by a number of clients.</summary>
/// <param name="Name">What it is, for the reader.</param>
/// <param name="Clients">How many ask at a time.</param>
/// <param name="Call">The call after MLflow's prefix.</param>
/// <param name="Body">The n-th body, for a run of the server's own.</param>
sealed record Question(string Name, int Clients, string Call, Func<string, Func<long, byte[]>> Body)
{
    const long Begin = 1_700_000_000_000;
    const string Time = "7777777777777"; // stands in a body where its own time comes

    static readonly int[] Crowds = [1, 16, 64];

    static readonly byte[] TimeBytes = Encoding.ASCII.GetBytes(Time);

    /// <summary>What training programs do: create runs, log small and large batches.</summary>
    public static IEnumerable<Question> OfLogging() => Crowds.SelectMany(clients => (Question[])
    [
        new("create run", clients, "/runs/create", _ => Timed(new
        {
            experiment_id = "0", user_id = "ada", start_time = long.Parse(Time), tags = (object[])[new { key = "mlflow.user", value = "ada" }],
        })),
        new("log-batch of 10 metrics", clients, "/runs/log-batch", run => Batch(run, 10, keys: 10)),
        new("log-batch of 1,000 metrics", clients, "/runs/log-batch", run => Batch(run, 1000, keys: 1)),
    ]);

    /// <summary>The newest fifty runs of experiments of several sizes, and the fifty that are best by a metric.</summary>
    public static IEnumerable<Question> OfSearch(IReadOnlyDictionary<int, string> experiments) => Crowds.SelectMany(clients => experiments.SelectMany(each => (Question[])
    [
        Page($"page of 50 among {each.Key:N0} runs", clients, each.Value, "attributes.start_time DESC"),
        Page($"page of the best 50 of {each.Key:N0} runs", clients, each.Value, "metrics.accuracy DESC"),
    ]));

    /// <summary>Asks a server.</summary>
    public async Task<Load> AskAsync(ServerProcess server)
    {
        var body = Body(await Calls.CreateRunAsync(server.Address));
        return Load.Run(Calls.Url(server.Address, Call), body, Clients, warmUp: TimeSpan.FromSeconds(2), measured: TimeSpan.FromSeconds(4));
    }

    public override string ToString() => $"{Name}, {Clients} client{(Clients > 1 ? "s" : "")}";

    /// <summary>Batches of points none of which comes twice: each has a time of its own.</summary>
    public static Func<long, byte[]> Batch(string run, int points, int keys) => Timed(new
    {
        run_id = run,
        metrics = Enumerable.Range(0, points).Select(i => new { key = $"loss-{i % keys}", value = 1.0 / (i + 1), timestamp = long.Parse(Time), step = i / keys }),
    });

    static Question Page(string name, int clients, string experiment, string order)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { experiment_ids = (string[])[experiment], max_results = 50, order_by = (string[])[order] });
        return new(name, clients, "/runs/search", _ => _ => body);
    }

    // Written once; a request then costs the client no more than putting its time into a copy.
    static Func<long, byte[]> Timed(object body)
    {
        var template = JsonSerializer.SerializeToUtf8Bytes(body);
        var places = new List<int>();
        for (var at = template.AsSpan().IndexOf(TimeBytes); at >= 0;)
        {
            places.Add(at);
            var next = template.AsSpan(at + TimeBytes.Length).IndexOf(TimeBytes);
            at = next < 0 ? next : at + TimeBytes.Length + next;
        }

        return n =>
        {
            var (copy, time) = (template.AsSpan().ToArray(), Encoding.ASCII.GetBytes($"{Begin + n}"));
            foreach (var place in places) time.CopyTo(copy, place);
            return copy;
        };
    }
}
