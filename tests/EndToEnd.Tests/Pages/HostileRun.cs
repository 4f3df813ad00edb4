using System.Net.Http.Json;
using System.Text.Json;

namespace Panta.Tests.Pages;

/// <summary>A run, a model and their files whose every text tries to be script; any that runs sets <c>window.hacked</c>.</summary>
static class HostileRun
{
    public const string Script = "\"'></script></title></textarea><script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\"><svg onload=\"window.hacked=1\">";

    public static async Task<string> AddAsync(HttpClient client)
    {
        var experiment = (await Post(client, "experiments/create", new { name = $"e {Script}" })).GetProperty("experiment_id").GetString();
        var run = (await Post(client, "runs/create", new { experiment_id = experiment, run_name = $"r {Script}", user_id = Script,
            start_time = 1_700_000_000_000 }))
            .GetProperty("run").GetProperty("info").GetProperty("run_id").GetString() ?? "";
        await Post(client, "runs/log-batch", new
        {
            run_id = run,
            metrics = Enumerable.Range(1, 20).Select(step => new { key = "loss", value = 1.0 / step, timestamp = 1000 * step, step }),
            @params = new[] { new { key = "p", value = Script } },
            tags = new[]
            {
                new { key = "t", value = Script }, new { key = "mlflow.note.content", value = $"{Script} https://notes.example/\"onclick=\"window.hacked=1" },
                new { key = "mlflow.source.name", value = Script }, new { key = "panta.cause", value = Script },
            },
        });
        await Post(client, "runs/log-inputs", new
        {
            run_id = run,
            datasets = new[] { new { dataset = new { name = Script, digest = "<b>1", source_type = "delta", source = "{}", profile = "[]" },
                tags = new[] { new { key = "mlflow.data.context", value = Script } } } },
        });
        foreach (var (name, content) in new[] { ("evil.html", Script),
            ("evil.svg", $"<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked=1'>{Script}</svg>"),
            ("evil.md", $"# {Script}\n\n[x](javascript:window.hacked=1) ![x](x) | {Script} |\n\n```\n{Script}\n```\n\n| a | {new string('w', 300)} |\n|---|---|\n"),
            ("evil.csv", $"a,b\n{Script.Replace("\"", "")},1\n"), ("<img src=x onerror=window.hacked=1>.txt", Script) })
        {
            using var file = await client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{Uri.EscapeDataString(name)}",
                new StringContent(content));
            Assert.True(file.IsSuccessStatusCode, name);
        }
        await Post(client, "registered-models/create", new { name = "<img src=x onerror=window.hacked=1>", description = Script,
            tags = new[] { new { key = "t", value = Script } } });
        await Post(client, "model-versions/create", new { name = "<img src=x onerror=window.hacked=1>", source = $"runs:/{run}/model", run_id = run,
            description = Script });
        return run;
    }

    static async Task<JsonElement> Post(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/2.0/mlflow/{path}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
