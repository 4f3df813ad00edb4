using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Predictions;

/// <summary>Rows of one prediction and of one label.</summary>
static class LogRowsOf
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Table Predictions(string id, int minute) => Table.Of(
        ("prediction_id", TextColumn.Of([id])), ("event_time", Time(minute)), ("features.temp", Number(minute)), ("output.prediction", Number(minute * 3)));

    public static Table Labels(string key, int minute) => Table.Of(("entity_key", TextColumn.Of([key])), ("label_time", Time(minute + 60)), ("label", Number(minute)));

    static Column<long> Time(int minute) => new(DataType.Timestamp, new[] { Start.AddMinutes(minute).ToUnixTimeMilliseconds() * 1000 });

    static Column<double> Number(double value) => new(DataType.Float64, new[] { value });
}
