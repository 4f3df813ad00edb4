using System.Net.Http.Json;
using System.Text.Json;

namespace Panta.Tests.Pages;

/// <summary>Logs runs as an MLflow client does: over its REST API.</summary>
static class LoggedRuns
{
    public static async Task<IReadOnlyList<string>> AddAsync(HttpClient client, string experiment, int count)
    {
        var experimentId = (await Post(client, "experiments/create", new { name = experiment })).GetProperty("experiment_id").GetString();
        var ids = new List<string>();
        for (var k = 0; k < count; k++) ids.Add(await AddRunAsync(client, experimentId ?? "", k));
        await Post(client, "registered-models/create", new { name = experiment });
        for (var k = 0; k < 2; k++)
        {
            await Post(client, "model-versions/create", new { name = experiment, source = $"runs:/{ids[k]}/model", run_id = ids[k] });
            await Post(client, "registered-models/alias", new { name = experiment, alias = "champion", version = $"{k + 1}" });
        }
        return ids;
    }

    public static async Task<string> AddRunAsync(HttpClient client, string experimentId, int k)
    {
        var run = await Post(client, "runs/create", new { experiment_id = experimentId, run_name = $"gbt-{15 + k}", start_time = 1_700_000_000_000 + (k * 60_000) });
        var id = run.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString() ?? "";
        await Post(client, "runs/log-batch", new
        {
            run_id = id,
            metrics = Enumerable.Range(1, 30).Select(step => new { key = "mae", value = 17.0 + (k * 0.1) + (30.0 / step), timestamp = step, step }),
            @params = new[] { new { key = "maxLeaves", value = $"{15 + k}" }, new { key = "seed", value = "7" } },
        });
        await Post(client, "runs/update", new { run_id = id, status = "FINISHED", end_time = 1_700_000_000_000 + (k * 60_000) + 4200 });
        return id;
    }

    static async Task<JsonElement> Post(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/2.0/mlflow/{path}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
