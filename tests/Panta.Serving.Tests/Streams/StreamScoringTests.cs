using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Serving.Endpoints;
using Panta.Serving.Streams;

namespace Panta.Serving.Tests.Streams;

public sealed class StreamScoringTests
{
    [Fact]
    public async Task Every_message_is_answered_in_order_and_logged_before()
    {
        await using var serving = new ServingFolder();
        var endpoint = await ReadyAsync(serving);
        var (requests, answers) = (new Topic<ScoringRequest>("sensors", 16), new Topic<StreamAnswer>("predictions", 1000));

        var scoring = new StreamScoring(endpoint, 8).RunAsync(requests, answers);
        for (var i = 0; i < 200; i++) await requests.PublishAsync(new($"m{i}", Row(i / 200.0)));
        requests.Complete();

        Assert.Equal(200, await scoring);
        Assert.Equal(200, endpoint.Log.PredictionCount);
        var ids = new List<string>();
        answers.Complete();
        while (await answers.ReadAsync(64) is { Count: > 0 } batch) ids.AddRange(batch.Select(answer => answer.RequestId));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"m{i}"), ids);
    }

    [Fact]
    public async Task A_bad_message_is_answered_with_its_error_and_stops_no_other()
    {
        await using var serving = new ServingFolder();
        var endpoint = await ReadyAsync(serving);
        var (requests, answers) = (new Topic<ScoringRequest>("sensors"), new Topic<StreamAnswer>("predictions"));
        await requests.PublishAsync(new("good", Row(0.5)));
        await requests.PublishAsync(new("bad", Table.Of(("temp", TextColumn.Of(["warm"])), ("weather", TextColumn.Of(["rain"])))));
        await requests.PublishAsync(new("late", Row(0.7)));
        requests.Complete();

        var answered = await new StreamScoring(endpoint).RunAsync(requests, answers);

        Assert.Equal(2, answered);
        var all = await answers.ReadAsync(10);
        Assert.Equal([false, true, false], all.Select(answer => answer.Error is not null));
        Assert.Contains("'warm' is no number", all[1].Error, StringComparison.Ordinal);
        Assert.Equal(2, endpoint.Log.PredictionCount);
    }

    [Fact]
    public async Task A_full_topic_makes_its_publisher_wait()
    {
        var topic = new Topic<int>("small", 2);
        await topic.PublishAsync(1);
        await topic.PublishAsync(2);

        var third = topic.PublishAsync(3).AsTask();
        Assert.False(third.IsCompleted);

        Assert.Equal([1, 2], await topic.ReadAsync(2));
        await third;
        Assert.Equal(1, topic.Waiting);
    }

    internal static Table Row(double temp) =>
        Table.Of(("temp", new Column<double>(DataType.Float64, new[] { temp })), ("weather", TextColumn.Of(["clear"])));

    internal static async Task<Endpoint> ReadyAsync(ServingFolder serving)
    {
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        return await serving.OpenAsync();
    }
}
