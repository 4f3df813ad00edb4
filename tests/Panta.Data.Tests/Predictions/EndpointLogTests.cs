using Panta.Data.Delta;
using Panta.Data.Predictions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Predictions;

public sealed class EndpointLogTests : IDisposable
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = new();
    readonly FixedTime _time = new(Start.AddYears(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Predictions_are_seen_before_and_after_they_go_to_Delta_and_after_reopening()
    {
        Table before;
        await using (var log = Open())
        {
            await log.AppendPredictionsAsync(Predictions(0, 30));
            before = log.Predictions(Start.AddHours(5), Start.AddHours(8));
            Assert.Equal(1, await log.FlushAsync());
            TableAssert.Equal(before, log.Predictions(Start.AddHours(5), Start.AddHours(8)));
        }

        await using var again = Open();

        Assert.Equal(["p5", "p6", "p7"], Ids(before));
        TableAssert.Equal(before, again.Predictions(Start.AddHours(5), Start.AddHours(8)));
        Assert.Equal(30, again.PredictionCount);
    }

    [Fact]
    public async Task What_may_be_left_out_is_filled_in()
    {
        await using var log = Open();

        await log.AppendPredictionsAsync(Table.Of(("prediction_id", TextColumn.Of(["a"])), ("event_time", Times(3)), ("version", new Column<int>(DataType.Int32, new[] { 7 }))));

        var row = log.Predictions(Start, Start.AddDays(1));
        Assert.Equal("a", row["entity_key"].Value(0));
        Assert.Equal(_time.Now, row["logged_at"].Value(0));
        Assert.Equal("7", row["version"].Value(0));
        Assert.Null(row["variant"].Value(0));
        Assert.Equal(EndpointLog.PredictionColumns.Names, row.Schema.Names);
    }

    [Fact]
    public async Task A_repeated_prediction_counts_once_by_its_first_row_wherever_it_lies()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 2));
        await log.FlushAsync();
        await log.AppendPredictionsAsync(Predictions(2, 2));

        // The same ids again, a day later by their own account: as a client does whose answer got lost.
        var again = Predictions(0, 4);
        await log.AppendPredictionsAsync(again.With("event_time", Times([.. Enumerable.Range(24, 4)])));
        await log.AppendPredictionsAsync(Predictions(3, 2));
        await log.FlushAsync();

        Assert.Equal(5, log.PredictionCount);
        Assert.Equal(["p0", "p1", "p2", "p3", "p4"], Ids(log.Predictions(Start, Start.AddDays(5))));
    }

    [Fact]
    public async Task Repeats_are_known_after_reopening_too()
    {
        await using (var log = Open()) await log.AppendPredictionsAsync(Predictions(0, 4));
        await using var again = Open();

        await again.AppendPredictionsAsync(Predictions(0, 4).With("event_time", Times([.. Enumerable.Range(24, 4)])));

        Assert.Equal(4, again.PredictionCount);
        Assert.Equal(0, again.Predictions(Start.AddHours(10), Start.AddDays(5)).RowCount);
    }

    [Fact]
    public async Task Labels_join_by_key_and_the_last_by_time_then_by_arrival_wins()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 4));
        await log.AppendLabelsAsync(Labels(("p0", 10, 1), ("p1", 10, 1), ("p1", 12, 2), ("p1", 11, 3)));
        await log.FlushAsync();
        await log.AppendLabelsAsync(Labels(("p2", 10, 1), ("p2", 10, 5), ("unknown", 10, 9)));

        var labelled = log.Labelled(Start, Start.AddDays(1));

        Assert.Equal([("p0", 1.0), ("p1", 2.0), ("p2", 5.0)], LabelsOf(labelled));
        Assert.Equal(Start.AddHours(12), labelled["label_time"].Value(1));
        Assert.Equal(7, log.LabelCount);
    }

    [Fact]
    public async Task Labels_received_too_late_are_left_out_when_asked_so()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 2));
        var labels = Labels(("p0", 5, 1), ("p0", 6, 2), ("p1", 5, 3));
        await log.AppendLabelsAsync(labels.With("received_at", Times(24, 48, 48)));

        Assert.Equal([("p0", 1.0)], LabelsOf(log.Labelled(Start, Start.AddDays(1), Start.AddHours(24))));
        Assert.Equal([("p0", 2.0), ("p1", 3.0)], LabelsOf(log.Labelled(Start, Start.AddDays(1), Start.AddHours(48))));
    }

    [Fact]
    public async Task The_same_label_again_counts_once()
    {
        await using var log = Open();

        await log.AppendLabelsAsync(Labels(("p0", 5, 1), ("p0", 5, 1)));
        await log.FlushAsync();
        await log.AppendLabelsAsync(Labels(("p0", 5, 1)));

        Assert.Equal(1, log.LabelCount);
    }

    [Fact]
    public async Task Labels_may_be_text()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 2));

        await log.AppendLabelsAsync(Table.Of(("entity_key", TextColumn.Of(["p1"])), ("label_time", Times(4)), ("label", TextColumn.Of(["good"]))));

        Assert.Equal("good", log.Labelled(Start, Start.AddDays(1))["label"].Value(0));
    }

    [Fact]
    public async Task Features_that_appear_later_are_null_before()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 1));
        await log.FlushAsync();
        await log.AppendPredictionsAsync(Predictions(1, 1).With("features.wind speed", new Column<double>(DataType.Float64, new[] { 7.0 })));

        foreach (var flushed in new[] { false, true })
        {
            if (flushed) await log.FlushAsync();
            var rows = log.Predictions(Start, Start.AddDays(1));
            Assert.Equal([null, 7.0], new[] { rows["features.wind speed"].Value(0), rows["features.wind speed"].Value(1) });
        }
    }

    [Fact]
    public async Task A_feature_of_another_type_is_refused_before_anything_is_logged()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 1));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => log.AppendPredictionsAsync(Predictions(1, 1).With("features.temp", TextColumn.Of(["warm"]))));

        Assert.Contains("Column 'features.temp' is double in the log and string in the rows.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, log.PredictionCount);
    }

    [Fact]
    public async Task Whole_numbers_are_taken_where_the_log_has_doubles()
    {
        await using var log = Open();
        await log.AppendPredictionsAsync(Predictions(0, 1));

        await log.AppendPredictionsAsync(Predictions(1, 1).With("features.temp", new Column<long>(DataType.Int64, new[] { 21L })));

        Assert.Equal(21.0, log.Predictions(Start, Start.AddDays(1))["features.temp"].Value(1));
    }

    [Theory]
    [InlineData("x", "Column 'x' has no place in the log.")]
    [InlineData("features.", "Column 'features.' has no place in the log.")]
    public async Task Unknown_columns_are_named(string column, string message)
    {
        await using var log = Open();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => log.AppendPredictionsAsync(Predictions(0, 1).With(column, Times(1))));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_empty_id_is_refused()
    {
        await using var log = Open();

        var missing = await Assert.ThrowsAsync<ArgumentException>(() => log.AppendPredictionsAsync(Table.Of(("event_time", Times(1)))));
        var isNull = await Assert.ThrowsAsync<ArgumentException>(() => log.AppendPredictionsAsync(Table.Of(("prediction_id", TextColumn.Of([null])), ("event_time", Times(1)))));

        Assert.Contains("Column 'prediction_id' is missing.", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Column 'prediction_id' must not be null, but 1 of 1 rows have no value.", isNull.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData(".hidden")]
    [InlineData("_x")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void Names_that_could_leave_the_folder_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => EndpointLog.Open(_folder.Path, name, _time));

    [Fact]
    public async Task Many_rows_go_to_Delta_by_themselves()
    {
        await using var log = EndpointLog.Open(_folder.Path, "bikes", _time, new() { FlushRows = 100 });
        for (var i = 0; i < 10; i++) await log.AppendPredictionsAsync(Predictions(i * 60, 60));
        for (var waited = 0; waited < 400 && !DeltaTable.Exists(_folder["tables/predictions/bikes"]); waited++) await Task.Delay(25);

        Assert.Equal(600, log.PredictionCount);
        Assert.Equal(600, log.Predictions(Start, Start.AddYears(1)).RowCount);
        Assert.True(DeltaTable.Exists(_folder["tables/predictions/bikes"]));
    }

    [Fact]
    public async Task Nothing_logged_reads_as_nothing()
    {
        await using var log = Open();

        Assert.Equal(-1, await log.FlushAsync());
        Assert.Equal(0, log.Predictions(Start, Start.AddDays(1)).RowCount);
        Assert.Equal(["label", "label_time"], log.Labelled(Start, Start.AddDays(1)).Schema.Names.TakeLast(2));
    }

    [Fact]
    public async Task Readers_and_writers_at_once_see_each_row_once()
    {
        await using var log = EndpointLog.Open(_folder.Path, "bikes", _time, new() { FlushRows = 50 });
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var last = 0;
            while (!done.IsCancellationRequested)
            {
                var ids = Ids(log.Predictions(Start, Start.AddYears(1))).ToList();
                Assert.Equal(ids.Count, ids.Distinct().Count());
                Assert.True(ids.Count >= last, "rows vanished");
                last = ids.Count;
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await log.AppendPredictionsAsync(Predictions(writer * 1000 + i * 3, 3));
                Assert.Contains($"p{writer * 1000 + i * 3}", Ids(log.Predictions(Start, Start.AddYears(1))));
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(600, log.PredictionCount);
    }

    EndpointLog Open() => EndpointLog.Open(_folder.Path, "bikes", _time);

    static Table Predictions(int first, int count) => Table.Of(
        ("prediction_id", TextColumn.Of([.. Enumerable.Range(first, count).Select(i => $"p{i}")])),
        ("event_time", Times([.. Enumerable.Range(first, count)])),
        ("model", TextColumn.Of([.. Enumerable.Repeat("bikes", count)])),
        ("features.temp", new Column<double>(DataType.Float64, Enumerable.Range(first, count).Select(i => i / 7.0).ToArray())),
        ("output.prediction", new Column<double>(DataType.Float64, Enumerable.Range(first, count).Select(i => i * 3.0).ToArray())));

    static Table Labels(params (string Key, int Hour, double Label)[] labels) => Table.Of(
        ("entity_key", TextColumn.Of([.. labels.Select(label => label.Key)])),
        ("label_time", Times([.. labels.Select(label => label.Hour)])),
        ("label", new Column<double>(DataType.Float64, labels.Select(label => label.Label).ToArray())));

    static Column<long> Times(params int[] hours) => new(DataType.Timestamp, hours.Select(hour => Start.AddHours(hour).ToUnixTimeMilliseconds() * 1000).ToArray());

    static IEnumerable<string> Ids(Table rows) => Enumerable.Range(0, rows.RowCount).Select(row => (string)rows["prediction_id"].Value(row)!);

    static IEnumerable<(string, double)> LabelsOf(Table rows) => Ids(rows).Select((id, row) => (id, (double)rows["label"].Value(row)!));
}
