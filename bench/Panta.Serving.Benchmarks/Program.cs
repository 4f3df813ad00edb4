using Panta.Serving.Benchmarks;

// One-row scoring by HTTP, each prediction fsynced before its answer, against a Kestrel endpoint that reads the body and does nothing: in one run, by the same client.
var body = """{"dataframe_records": [{"hour": 17, "temp": 0.62, "humidity": 0.4, "wind": 0.2, "workday": 1, "season": 3, "weather": 1, "month": 8}]}"""u8.ToArray();
var folder = Path.Combine(Path.GetTempPath(), $"panta-bench-{Guid.NewGuid():N}");
var model = Models.Boosted(out var training);

Models.InProcess(model, training);
await using (var nothing = await Servers.NothingAsync())
await using (var panta = await Servers.PantaAsync(folder, model, training))
{
    foreach (var connections in new[] { 1, 8, 64 })
    {
        var limit = await Load.RunAsync(nothing.Address + "/nothing", body, connections);
        var scored = await Load.RunAsync(panta.Address + "/endpoints/bench/invocations", body, connections);
        Console.WriteLine($"serving | nothing, {connections,3} connections        | {limit}");
        Console.WriteLine($"serving | one row scored, {connections,3} connections | {scored} | {limit.PerSecond / scored.PerSecond:0.00} x the time of nothing");
    }
}
Directory.Delete(folder, recursive: true);
