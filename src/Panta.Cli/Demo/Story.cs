using System.Text.Json.Nodes;

namespace Panta.Cli.Demo;

/// <summary>Tells the demo's story line by line, in the order in which the projects live it.</summary>
sealed class Story(Terminal terminal, bool json)
{
    readonly Lock _lock = new();
    readonly long _began = TimeProvider.System.GetTimestamp();

    public void Begin(Uri address) => Say($"The page is open at {address}", new JsonObject { ["address"] = address.ToString() });

    public void Tell(JsonObject decision)
    {
        var at = decision["at"]!.GetValue<DateTimeOffset>();
        Say($"{at.UtcDateTime,11:d MMM yyyy}  {decision["project"],-10} {decision["kind"],-12} {decision["what"]}: {decision["evidence"]}", (JsonObject)decision.DeepClone());
    }

    public void End(IReadOnlyList<StoryEnd> ends, int restarts)
    {
        var seconds = TimeProvider.System.GetElapsedTime(_began).TotalSeconds;
        foreach (var end in ends)
            Say(end.Sentence, new JsonObject
            {
                ["project"] = end.Project, ["metric"] = end.Metric, ["fresh"] = end.Fresh, ["frozen"] = end.Frozen, ["alerts"] = end.Alerts,
                ["retrains"] = end.Retrains, ["promotions"] = end.Promotions, ["predictions"] = end.Predictions, ["recovered"] = end.Recovered,
            });
        Say(
            $"{ends.Sum(end => end.Predictions):N0} predictions in {seconds:0.0} s{(restarts > 0 ? $"; the server was started again {restarts} times" : "")}",
            new JsonObject { ["predictions"] = ends.Sum(end => end.Predictions), ["seconds"] = seconds, ["restarts"] = restarts });
    }

    public void StayOpen(Uri address) => Say($"The story is told; the page stays open at {address} until Ctrl-C.", []);

    void Say(string sentence, JsonObject document)
    {
        lock (_lock)
        {
            if (!json) terminal.Out.WriteLine(sentence);
            else if (document.Count > 0) terminal.Out.WriteLine(document.ToJsonString());
        }
    }
}
