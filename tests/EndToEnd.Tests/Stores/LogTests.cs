using System.Net;
using System.Net.Http.Json;
using Panta.Server.Tests.Hostile;
using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

/// <summary>What the server writes while it is attacked and its database fails: nothing that helps an attacker, nothing that is secret.</summary>
public sealed class LogTests
{
    const string Api = "/api/2.0/mlflow";
    const string Secret = "a secret of a webhook";

    static readonly string[] Hostile =
    [
        "/get-artifact?run_id=x&path=../../panta.db", "/api/2.0/mlflow-artifacts/artifacts/%252e%252e/panta.db", "/runs?filter=<script>alert(1)</script>",
        "/models/../../etc/passwd", "/api/2.0/mlflow/webhooks?max_results=5", "/api/1.0/nothing", "/%00", "/%c0%ae", "/api/2.0/mlflow/runs/get?run_id='; DROP TABLE runs; --",
    ];

    // What stands in texts of SQL, stack traces and the names of what they come from.
    static readonly string[] Words =
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "   at ", "Exception", "Npgsql", "Sqlite", Secret];

    [PostgresFact]
    public async Task The_log_of_hostile_requests_and_of_a_failing_database_has_no_SQL_no_secret_and_no_stack_trace()
    {
        using var postgres = PostgresServer.New();
        await using var server = await PantaProcess.StartAsync(new Dictionary<string, string>
        {
            ["MLFLOW_WEBHOOK_ALLOWED_SCHEMES"] = "http",
            ["MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"] = "true",
        }, postgres.ConnectionString);
        object[] events = [new { entity = "REGISTERED_MODEL", action = "CREATED" }];
        (await server.Client.PostAsJsonAsync($"{Api}/webhooks", new { name = "w", url = "http://127.0.0.1:9/hook", events, secret = Secret })).EnsureSuccessStatusCode();
        await AttackAsync(server.Client, 1000);

        postgres.Crash();
        await AttackAsync(server.Client, 200);
        await Task.Delay(TimeSpan.FromSeconds(11)); // the jobs of the background come by
        postgres.Start();
        using var again = await server.Client.PostAsJsonAsync($"{Api}/runs/create", new { experiment_id = "0" });

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains(server.Said, line => line.Contains("Panta is ready", StringComparison.Ordinal));
        Assert.Contains(server.Said, line => line.Contains("Panta connects", StringComparison.Ordinal));
        Assert.Empty(server.Said.Where(line => Words.Append(postgres.Password).Any(word => line.Contains(word, StringComparison.Ordinal))).Take(5));
    }

    [Fact]
    public async Task Variables_of_MLflow_are_heeded_or_named_at_the_start()
    {
        await using var server = await PantaProcess.StartAsync(new Dictionary<string, string>
        {
            ["MLFLOW_TRUNCATE_LONG_VALUES"] = "false",
            ["MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH"] = "20",
            ["MLFLOW_AUTH_CONFIG_PATH"] = "/etc/auth.ini",
            ["MLFLOW_ENABLE_WORKSPACES"] = "false",
        });

        using var tag = await server.Client.PostAsJsonAsync(
            $"{Api}/runs/create", new { experiment_id = "0", tags = new[] { new { key = "k", value = new string('x', 8001) } } });
        using var location = await server.Client.PostAsJsonAsync($"{Api}/experiments/create", new { name = "e", artifact_location = "s3://bucket/longer-than-20" });

        Assert.Contains("exceeds the maximum length of 8000 characters", await tag.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("exceeds the maximum length of 20 characters", await location.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var named = Assert.Single(server.Said, line => line.StartsWith("MLFLOW_", StringComparison.Ordinal));
        Assert.Equal("MLFLOW_AUTH_CONFIG_PATH is set, but this server does not heed it: nobody is asked who they are.", named);
    }

    static async Task AttackAsync(HttpClient client, int mutated)
    {
        foreach (var path in Hostile) (await client.GetAsync(path)).Dispose();
        (string, string, string)[] goods =
        [
            ("POST", $"{Api}/runs/search", """{"experiment_ids":["0"],"filter":"metrics.a > 1","order_by":["metrics.a"],"max_results":5}"""),
            ("POST", $"{Api}/runs/log-batch", """{"run_id":"x","metrics":[{"key":"m","value":1,"timestamp":1}],"params":[],"tags":[]}"""),
            ("POST", $"{Api}/experiments/create", """{"name":"n","artifact_location":"","tags":[]}"""),
            ("POST", $"{Api}/registered-models/create", """{"name":"m","description":"d"}"""),
            ("GET", $"{Api}/model-versions/search", """{"filter":"name = 'm'","max_results":"5"}"""),
            ("PATCH", $"{Api}/registered-models/update", """{"name":"m","description":"e"}"""),
        ];
        var mutator = new RequestMutator(goods, new(5));
        for (var i = 0; i < mutated; i++)
        {
            using var request = mutator.Next();
            (await client.SendAsync(request)).Dispose();
        }
    }
}
