using System.Diagnostics;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;
using Panta.Serving.Protocols;
using Panta.Serving.Scoring;

namespace Panta.Serving.Benchmarks;

/// <summary>The model that is served: boosted trees on eight columns.</summary>
static class Models
{
    static readonly string[] Columns = ["hour", "temp", "humidity", "wind", "workday", "season", "weather", "month"];

    public static PipelineModel Boosted(out Table training)
    {
        training = Rows(20_000, seed: 1);
        return new Pipeline(new VectorAssembler { InputCols = [.. Columns] }, new HistGradientBoostingRegressor()).Fit(training);
    }

    public static Signature SignatureOf(PipelineModel model, Table training) => Signature.Of(model, training.Schema);

    /// <summary>Prints rows a second of the scorer itself, in batches of several sizes, and of reading and writing requests.</summary>
    public static void InProcess(PipelineModel model, Table training)
    {
        var scorer = new Scorer(new(model, SignatureOf(model, training), new() { Created = DateTimeOffset.UnixEpoch }));
        foreach (var size in new[] { 1, 100, 10_000 })
        {
            var rows = Rows(size, seed: 2).Without("label");
            Print($"score batches of {size}", size, () => scorer.Score(rows));
        }
        var request = Requests.Records(Rows(1000, seed: 3), Columns);
        var single = Requests.Records(Rows(1, seed: 3), Columns);
        Print("read requests of one record", 1, () => InvocationReader.Read(single, scorer.Signature.Inputs));
        Print("read requests of 1000 records", 1000, () => InvocationReader.Read(request, scorer.Signature.Inputs));
    }

    static void Print(string what, int rows, Action work)
    {
        work();
        var (done, start, allocated) = (0L, Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
        {
            work();
            done += rows;
        }
        Console.WriteLine($"serving | in process: {what,-32} | {done / Stopwatch.GetElapsedTime(start).TotalSeconds,12:N0} rows/s | {(GC.GetAllocatedBytesForCurrentThread() - allocated) / done,7:N0} bytes allocated a row");
    }

    static Table Rows(int count, int seed)
    {
        var random = new Random(seed);
        var table = new Table(Schema.Empty, [], count);
        foreach (var name in Columns.Append("label"))
        {
            var values = Enumerable.Range(0, count).Select(_ => random.NextDouble() * 10).ToArray();
            table = table.With(new Field(name, DataType.Float64) { Nullable = false }, new Column<double>(DataType.Float64, values));
        }
        return table;
    }
}
