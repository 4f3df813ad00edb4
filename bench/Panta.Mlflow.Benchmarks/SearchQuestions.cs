using System.Text.Json;

namespace Panta.Mlflow.Benchmarks;

/// <summary>What people ask of runs: pages of fifty, in several orders, of all runs or of those that a filter leaves, alone or while others log.</summary>
static class SearchQuestions
{
    const string Search = "/runs/search";
    const string Newest = "attributes.start_time DESC";
    const int Pages = 20;

    public const string Explained = """
        Pages are of 50 runs. 'page of 50': the newest; 'of the best 50': by a metric; 'by end time', 'by name': in that order; 'of a rare filter': metrics.accuracy > 0.998,
        one run of 997; 'of a frequent filter': metrics.accuracy > 0.5, every second run. Each of these is the same request again and again, its first time told apart.
        '20 pages in turn': the newest and those after it by their tokens, which were walked through once before. 'page while 4 write': the newest, while four clients log
        batches of ten metrics to four runs that are on it.
        """;

    /// <summary>All of them, of experiments of several sizes.</summary>
    /// <param name="experiments">The experiments' ids by their numbers of runs.</param>
    public static IEnumerable<Question> Of(IReadOnlyDictionary<int, string> experiments) => Question.Crowds.SelectMany(clients => experiments.SelectMany(each => (Question[])
    [
        Page("page of 50 among", each, clients, Newest),
        Page("page of the best 50 of", each, clients, "metrics.accuracy DESC"),
        new("20 pages in turn among", each.Key, clients, Search, server => WalkAsync(server, each.Value)),
        .. clients == 1 ? OfOne(each) : [],
        .. clients <= 16 ? (Question[])[Page("page while 4 write among", each, clients, Newest) with { Written = each.Value }] : [],
    ]));

    static Question[] OfOne(KeyValuePair<int, string> experiment) =>
    [
        Page("page by end time among", experiment, 1, "attributes.end_time DESC"),
        Page("page by name among", experiment, 1, "attributes.run_name ASC"),
        Page("page of a rare filter among", experiment, 1, Newest, "metrics.accuracy > 0.998"),
        Page("page of a frequent filter among", experiment, 1, Newest, "metrics.accuracy > 0.5"),
    ];

    static Question Page(string kind, KeyValuePair<int, string> experiment, int clients, string order, string? filter = null)
    {
        var body = Body(experiment.Value, order, filter);
        return new(kind, experiment.Key, clients, Search, _ => Task.FromResult<Func<long, byte[]>>(_ => body));
    }

    static byte[] Body(string experiment, string order, string? filter = null, string? token = null) => JsonSerializer.SerializeToUtf8Bytes(
        new { experiment_ids = (string[])[experiment], max_results = 50, order_by = (string[])[order], filter, page_token = token });

    static async Task<Func<long, byte[]>> WalkAsync(Uri server, string experiment)
    {
        var bodies = new List<byte[]> { Body(experiment, Newest) };
        while (bodies.Count < Pages)
        {
            var page = await Calls.PostAsync(server, Search, bodies[^1]);
            if (!page.TryGetProperty("next_page_token", out var token)) break;
            bodies.Add(Body(experiment, Newest, token: token.GetString()));
        }

        return n => bodies[(int)(n % bodies.Count)];
    }
}
