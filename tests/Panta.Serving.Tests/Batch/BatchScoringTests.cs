using System.Buffers;
using System.Text;
using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;
using Panta.Serving.Batch;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;
using Panta.Serving.Streams;
using Panta.Serving.Tests.Streams;

namespace Panta.Serving.Tests.Batch;

public sealed class BatchScoringTests
{
    [Fact]
    public async Task Http_stream_and_batch_give_the_same_bits()
    {
        await using var serving = new ServingFolder();
        var endpoint = await StreamScoringTests.ReadyAsync(serving);
        var rows = Rows(300);
        var file = Path.Combine(serving.Root, "rows.parquet");
        ParquetFile.Write(file, rows);

        var direct = Bits(endpoint.Scorer!.Score(rows).Numbers("prediction").Span);
        var http = await ByHttp(endpoint, rows);
        var stream = await ByStream(endpoint, rows);
        BatchScoring.Run(endpoint.Scorer, file, Path.Combine(serving.Root, "tables/scored"));
        var batch = Bits(DeltaTable.Open(Path.Combine(serving.Root, "tables/scored")).Read().Numbers("prediction").Span);

        Assert.Equal(direct, http);
        Assert.Equal(direct, stream);
        Assert.Equal(direct, batch);
    }

    [Fact]
    public async Task A_file_scored_again_is_not_doubled_and_progress_is_told()
    {
        await using var serving = new ServingFolder();
        var endpoint = await StreamScoringTests.ReadyAsync(serving);
        var (file, table) = (Path.Combine(serving.Root, "rows.csv"), Path.Combine(serving.Root, "tables/scored"));
        CsvFile.Write(file, Rows(50));
        var told = new List<long>();

        var first = BatchScoring.Run(endpoint.Scorer!, file, table, progress: new Listener(told));
        var again = BatchScoring.Run(endpoint.Scorer!, file, table);

        Assert.Equal((50, first.Version), (again.Rows, again.Version));
        Assert.Equal(50, told[^1]);
        var scored = DeltaTable.Open(table).Read();
        Assert.Equal(50, scored.RowCount);
        Assert.Equal(["weather", "temp", "prediction"], scored.Schema.Names);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_named_with_its_row_in_the_file()
    {
        await using var serving = new ServingFolder();
        var endpoint = await StreamScoringTests.ReadyAsync(serving);
        var file = Path.Combine(serving.Root, "rows.csv");
        await File.WriteAllTextAsync(file, "temp,weather\n0.5,rain\nwarm,rain\n");

        var error = Assert.Throws<InvocationException>(() => BatchScoring.Run(endpoint.Scorer!, file, Path.Combine(serving.Root, "tables/scored")));

        Assert.Contains("Row 1 of the file", error.Message, StringComparison.Ordinal);
        Assert.Contains("'warm' is no number", error.Message, StringComparison.Ordinal);
        Assert.False(DeltaTable.Exists(Path.Combine(serving.Root, "tables/scored")));
    }

    static async Task<long[]> ByHttp(Endpoint endpoint, Table rows)
    {
        var body = new StringBuilder("""{"dataframe_split": {"columns": ["weather", "temp"], "data": [""");
        for (var row = 0; row < rows.RowCount; row++)
            body.Append(row == 0 ? "" : ",").Append($"[\"{((TextColumn)rows["weather"])[row]}\",{rows.Numbers("temp").Span[row]:R}]");
        body.Append("]}}");

        var answer = await endpoint.InvokeAsync(Encoding.UTF8.GetBytes(body.ToString()), MediaType.Json, "http");
        var written = new ArrayBufferWriter<byte>();
        PredictionWriter.Write(written, answer.Predictions);
        var read = JsonDocument.Parse(written.WrittenMemory).RootElement.GetProperty("predictions").EnumerateArray().Select(value => value.GetDouble())
            .ToArray();
        return Bits(read);
    }

    static async Task<long[]> ByStream(Endpoint endpoint, Table rows)
    {
        var (requests, answers) = (new Topic<ScoringRequest>("rows", 1000), new Topic<StreamAnswer>("answers", 1000));
        for (var row = 0; row < rows.RowCount; row++) await requests.PublishAsync(new($"s{row}", rows.Slice(row, 1)));
        requests.Complete();

        await new StreamScoring(endpoint, 7).RunAsync(requests, answers);
        return Bits([.. (await answers.ReadAsync(1000)).Select(answer => answer.Answer!.Predictions.Numbers("prediction").Span[0])]);
    }

    static long[] Bits(ReadOnlySpan<double> numbers) => Array.ConvertAll(numbers.ToArray(), BitConverter.DoubleToInt64Bits);

    static Table Rows(int count)
    {
        var random = new Random(11);
        return Table.Of(
            ("weather", TextColumn.Of([.. Enumerable.Range(0, count).Select(i => i % 4 == 0 ? "rain" : "clear")])),
            ("temp", new Column<double>(DataType.Float64, Enumerable.Range(0, count).Select(_ => random.NextDouble() * 100 - 30).ToArray())));
    }

    sealed class Listener(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
