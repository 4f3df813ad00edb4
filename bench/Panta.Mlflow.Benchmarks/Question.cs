using System.Text;
using System.Text.Json;
using Panta.Measuring;

namespace Panta.Mlflow.Benchmarks;

/// <summary>One thing that both servers are asked by a number of clients.</summary>
/// <param name="Kind">What it is, for the reader.</param>
/// <param name="Size">Among how many runs; 0 where that does not matter.</param>
/// <param name="Clients">How many ask at a time.</param>
/// <param name="Call">The call after MLflow's prefix.</param>
/// <param name="Prepare">Prepares a server and answers the n-th body.</param>
sealed record Question(string Kind, int Size, int Clients, string Call, Func<Uri, Task<Func<long, byte[]>>> Prepare)
{
    const long Begin = 1_700_000_000_000;
    const string Time = "7777777777777"; // stands in a body where its own time comes
    const int Writers = 4;

    static readonly byte[] TimeBytes = Encoding.ASCII.GetBytes(Time);

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    /// <summary>How many clients ask at a time, few and many.</summary>
    public static IReadOnlyList<int> Crowds { get; } = [1, 16, 64];

    /// <summary>The experiment whose newest runs are logged to meanwhile, by as many clients; null (default) for none.</summary>
    public string? Written { get; init; }

    /// <summary>Whether the answer says that something is on disk.</summary>
    public bool Changes { get; init; }

    /// <summary>What training programs do: create runs, log small and large batches.</summary>
    public static IEnumerable<Question> OfLogging() => Crowds.SelectMany(clients => (Question[])
    [
        new("create run", 0, clients, "/runs/create", _ => Task.FromResult(Timed(new
        {
            experiment_id = "0", user_id = "ada", start_time = long.Parse(Time), tags = (object[])[new { key = "mlflow.user", value = "ada" }],
        }))) { Changes = true },
        new("log-batch of 10 metrics", 0, clients, "/runs/log-batch", async server => Batch(await Calls.CreateRunAsync(server), 10, keys: 10)) { Changes = true },
        new("log-batch of 1,000 metrics", 0, clients, "/runs/log-batch", async server => Batch(await Calls.CreateRunAsync(server), 1000, keys: 1)) { Changes = true },
    ]);

    /// <summary>Asks a server.</summary>
    public async Task<Reply> AskAsync(ServerProcess server)
    {
        var (url, body) = (Calls.Url(server.Address, Call), await Prepare(server.Address));
        var first = Load.Once(url, body(0));
        var writing = Written is null ? null : await BatchesAsync(server.Address, Written);
        var written = writing is null ? null : Task.Run(() => Load.Run(Calls.Url(server.Address, "/runs/log-batch"), writing, Writers, WarmUp, Measured));
        var load = Load.Run(url, body, Clients, WarmUp, Measured);
        return new(load, first, written is null ? null : await written);
    }

    /// <summary>Asks a bare server that answers with as many bytes as another one does.</summary>
    /// <param name="server">The other one.</param>
    /// <param name="file">Where pages are kept.</param>
    public async Task<Load> AskBareAsync(ServerProcess server, string file)
    {
        var body = await Prepare(server.Address);
        using var pages = Changes ? new DiskPages(file) : null;
        using var bare = new BareServer(await Calls.LengthAsync(server.Address, Call, body(0)), pages);
        return Load.Run(bare.Address, body, Clients, WarmUp, Measured);
    }

    public override string ToString() => $"{Kind}{(Size > 0 ? $" {Size:N0} runs" : "")}, {Clients} client{(Clients > 1 ? "s" : "")}";

    /// <summary>Batches of points none of which comes twice: each has a time of its own.</summary>
    public static Func<long, byte[]> Batch(string run, int points, int keys) => Timed(new
    {
        run_id = run,
        metrics = Enumerable.Range(0, points).Select(i => new { key = $"loss-{i % keys}", value = 1.0 / (i + 1), timestamp = long.Parse(Time), step = i / keys }),
    });

    // To runs that are the newest of the experiment, so that they are on the page that is looked at.
    static async Task<Func<long, byte[]>> BatchesAsync(Uri server, string experiment)
    {
        var batches = new Func<long, byte[]>[Writers];
        for (var i = 0; i < Writers; i++) batches[i] = Batch(await Calls.CreateRunAsync(server, experiment, 2 * Begin), 10, keys: 10);
        return n => batches[n % Writers](n);
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
