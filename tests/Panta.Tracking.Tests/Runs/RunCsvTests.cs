using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunCsvTests
{
    static readonly Run _run = new()
    {
        RunId = "0123456789abcdef0123456789abcdef", ExperimentId = "7", Name = "first, \"best\"", UserId = "ben", Status = RunStatus.Finished, StartTime = 1_356_998_400_123,
        EndTime = 1_356_998_404_623, ArtifactUri = "mlflow-artifacts:/7", Stage = LifecycleStage.Active,
        Metrics = [new("mae", 0.1 + 0.2, 1), new("loss", double.NaN, 1), new("gain", double.NegativeInfinity, 1)],
        Params = [new("a", "=1+1"), new("b", "-0.5"), new("c", "-cmd"), new("d", "+31 20 123"), new("e", "@sum"), new("f", "two\nlines"), new("g", "\tx")],
        Tags = [new("note", "")],
    };

    [Theory]
    [InlineData("metrics.mae", "0.30000000000000004")]
    [InlineData("metrics.loss", "NaN")]
    [InlineData("metrics.gain", "-Infinity")]
    [InlineData("metrics.none", "")]
    [InlineData("params.a", "'=1+1")]
    [InlineData("params.b", "-0.5")]
    [InlineData("params.c", "'-cmd")]
    [InlineData("params.d", "'+31 20 123")]
    [InlineData("params.e", "'@sum")]
    [InlineData("params.f", "\"two\nlines\"")]
    [InlineData("params.g", "'\tx")]
    [InlineData("tags.note", "")]
    [InlineData("attributes.start_time", "2013-01-01T00:00:00.123Z")]
    [InlineData("attributes.duration", "4.5")]
    [InlineData("attributes.status", "FINISHED")]
    [InlineData("attributes.none", "")]
    public void A_value_keeps_its_digits_and_never_becomes_a_formula(string column, string cell)
    {
        var lines = new RunCsv([RunColumn.Find(column)!.Value]);

        Assert.Equal($"run_id,run_name,{column}\r\n", lines.Header());
        Assert.Equal($"0123456789abcdef0123456789abcdef,\"first, \"\"best\"\"\",{cell}\r\n", lines.Line(_run));
    }

    [Fact]
    public void A_time_that_no_calendar_has_stays_a_number()
    {
        var lines = new RunCsv([new(RunColumnKind.Attribute, "start_time")]);

        Assert.EndsWith($",{long.MaxValue}\r\n", lines.Line(_run with { StartTime = long.MaxValue }));
    }

    [Theory]
    [InlineData("metrics.a.b", RunColumnKind.Metric, "a.b")]
    [InlineData("tags.x y", RunColumnKind.Tag, "x y")]
    public void A_column_is_read_as_it_is_written(string text, RunColumnKind kind, string key)
    {
        var column = RunColumn.Find(text);

        Assert.Equal(new RunColumn(kind, key), column);
        Assert.Equal(text, column.ToString());
    }

    [Theory]
    [InlineData("metrics.")]
    [InlineData("mae")]
    [InlineData("")]
    public void What_names_no_column_is_none(string text) => Assert.Null(RunColumn.Find(text));
}
