using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Panta.Tests;

namespace Panta.Server.Tests;

/// <summary>A whole server whose metadata is in PostgreSQL.</summary>
public sealed class PostgresStoreTests
{
    [PostgresFact]
    public async Task PostgreSQL_that_stops_makes_requests_fail_for_now_and_is_taken_up_again()
    {
        using var postgres = PostgresServer.New();
        await using var server = await RunningServer.StartAsync(options => options with { Database = postgres.ConnectionString });
        using var before = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0", run_name = "before" });
        var page = await server.Client.GetStringAsync("/runs");

        postgres.Stop();
        using var write = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0" });
        using var read = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/search", new { experiment_ids = new[] { "0" } });
        using var alive = await server.Client.GetAsync("/health");
        using var away = await server.Client.GetAsync("/runs");
        postgres.Start();
        using var after = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0", run_name = "after" });
        using var found = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/runs/search", new { experiment_ids = new[] { "0" } });

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK),
            (before.StatusCode, write.StatusCode, read.StatusCode, alive.StatusCode, after.StatusCode));
        Assert.Contains("PostgreSQL · 1 process", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (away.StatusCode, away.Content.Headers.ContentType?.MediaType));
        Assert.Contains("This page tries again by itself.", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["5"], away.Headers.GetValues("Refresh"));
        foreach (var answer in new[] { write, read })
        {
            var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("TEMPORARILY_UNAVAILABLE", error.GetProperty("error_code").GetString());
            Assert.Contains("Panta connects", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("SELECT", error.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(postgres.Password, error.GetRawText(), StringComparison.Ordinal);
        }

        var runs = (await found.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runs").EnumerateArray();
        Assert.Equal(["after", "before"], runs.Select(run => run.GetProperty("info").GetProperty("run_name").GetString()).Order(StringComparer.Ordinal));
    }
}
