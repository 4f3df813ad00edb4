using Panta.Measuring;
using Panta.Serving.Benchmarks;

// One-row scoring by HTTP, each prediction on disk before its answer, against a Kestrel endpoint that reads the body and does nothing, and one that only keeps the body:
// in one run, by the same client. Arguments: numbers of connections.
int[] loads = args.Length > 0 ? [.. args.Select(int.Parse)] : [1, 8, 64];
var body = """{"dataframe_records": [{"hour": 17, "temp": 0.62, "humidity": 0.4, "wind": 0.2, "workday": 1, "season": 3, "weather": 1, "month": 8}]}"""u8.ToArray();
var folder = Path.Combine(Path.GetTempPath(), $"panta-bench-{Guid.NewGuid():N}");
var model = Models.Boosted(out var training);

Models.InProcess(model, training);
await using (var nothing = await Servers.NothingAsync(Path.Combine(folder, "kept")))
await using (var panta = await Servers.PantaAsync(Path.Combine(folder, "panta"), model, training))
{
    foreach (var connections in loads)
    {
        var limit = Ask(nothing.Address + "/nothing", connections);
        var kept = Ask(nothing.Address + "/kept", connections);
        var scored = Ask(panta.Address + "/endpoints/bench/invocations", connections);
        Console.WriteLine($"serving | nothing, {connections,3} connections        | {limit}");
        Console.WriteLine($"serving | body kept, {connections,3} connections      | {kept} | {limit.PerSecond / kept.PerSecond:0.00} x the time of nothing");
        Console.WriteLine(
            $"serving | one row scored, {connections,3} connections | {scored} | {limit.PerSecond / scored.PerSecond:0.00} x the time of nothing, {kept.PerSecond / scored.PerSecond:0.00} x that of a body kept");
    }
}
Directory.Delete(folder, recursive: true);

Load Ask(string url, int connections) => Load.Run(new(url), body, connections, warmUp: TimeSpan.FromSeconds(5), measured: TimeSpan.FromSeconds(5));
