using System.Text.Json;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Tests.Webhooks;

public sealed partial class WebhooksApiTests
{
    const string Api = "api/2.0/mlflow";
    const string ModelMade = """[{"entity":"REGISTERED_MODEL","action":"CREATED"}]""";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly WebhookOptions Open = new()
    {
        AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true, FirstRetry = TimeSpan.FromMilliseconds(5), MaxRetries = 3,
    };

    [Fact]
    public async Task A_delivery_is_signed_JSON_that_its_receiver_can_check()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        await HookAsync(server, receiver.Url, ModelMade, secret: "topsecret");

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m","description":"größe","tags":[{"key":"team","value":"a"}]}""");

        var got = await receiver.NextAsync();
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{got.DeliveryId}.{got.Headers["X-MLflow-Timestamp"]}."), .. got.Body];
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, "topsecret"u8);
        mac.AppendData(signed);
        Assert.Equal("v1," + Convert.ToBase64String(mac.GetHashAndReset()), got.Headers["X-MLflow-Signature"]);
        Assert.Equal("application/json", got.Headers["Content-Type"]);
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(DateTimeOffset.UnixEpoch.AddSeconds(long.Parse(got.Headers["X-MLflow-Timestamp"])), now.AddMinutes(-1), now);
        Assert.True(Guid.TryParse(got.DeliveryId, out _));
        Assert.Equal(("registered_model", "created"), (got.Json.GetProperty("entity").GetString(), got.Json.GetProperty("action").GetString()));
        Assert.Equal("""{"name":"m","tags":{"team":"a"},"description":"größe"}""", Regex.Unescape(got.Json.GetProperty("data").GetRawText()));
        Assert.Equal(TimeSpan.Zero, got.Json.GetProperty("timestamp").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task Without_a_secret_there_is_no_signature()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        await HookAsync(server, receiver.Url, ModelMade);

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");

        Assert.DoesNotContain("X-MLflow-Signature", (await receiver.NextAsync()).Headers.Keys);
    }

    [Fact]
    public async Task Every_change_of_the_registry_tells_its_event()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        var events = WebhookEvent.All.Where(e => !e.IsPantas).Select(Wire);
        var own = WebhookEvent.All.Where(e => e.IsPantas).Select(Wire);
        await HookAsync(server, receiver.Url, $"[{string.Join(',', events)}]", more: $",\"panta_events\":[{string.Join(',', own)}]");
        var told = new StringBuilder();

        foreach (var call in Changes.Split('\n'))
        {
            var parts = call.Split(' ', 3);
            var before = receiver.Count;
            await SendAsync(server, parts[0], parts[1], parts[2]);
            told.Append(call).Append('\n');
            await EndAsync(server, receiver, before, told);
        }

        Snapshot.Match(told.ToString());
    }

    [Fact]
    public async Task What_fails_is_sent_again_under_the_same_id_until_it_arrives()
    {
        await using var receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            http.Response.StatusCode = before switch { 0 => 503, 1 => 429, _ => 204 };
            return Task.CompletedTask;
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");
        var ids = new[] { await receiver.NextAsync(), await receiver.NextAsync(), await receiver.NextAsync() }.Select(r => r.DeliveryId);

        var logged = await LoggedAsync(server, hook, "delivered");
        Assert.Equal((3, 204), (logged.GetProperty("attempts").GetInt32(), logged.GetProperty("responseStatus").GetInt32()));
        Assert.Equal(logged.GetProperty("deliveryId").GetString(), Assert.Single(ids.Distinct()));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_final_answer_is_not_asked_for_twice(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("no thanks");
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");

        var logged = await LoggedAsync(server, hook, "failed");
        Assert.Equal((1, status), (logged.GetProperty("attempts").GetInt32(), logged.GetProperty("responseStatus").GetInt32()));
        Assert.Equal("no thanks", logged.GetProperty("responseBody").GetString());
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public async Task A_delivery_is_given_up_after_the_last_attempt_and_can_be_sent_again()
    {
        var well = false;
        await using var receiver = await WebhookReceiver.StartAsync((http, _) =>
        {
            http.Response.StatusCode = Volatile.Read(ref well) ? 200 : 500;
            return Task.CompletedTask;
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);
        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");

        Assert.Equal(4, (await LoggedAsync(server, hook, "failed")).GetProperty("attempts").GetInt32());
        Volatile.Write(ref well, true);
        using var retried = await server.Client.PostAsync($"api/1.0/webhooks/{hook}/retry", null);

        Assert.Equal("""{"queued":1}""", await retried.Content.ReadAsStringAsync());
        Assert.Equal(1, (await LoggedAsync(server, hook, "delivered")).GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task A_receiver_that_asks_for_patience_gets_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "1000";
            return Task.CompletedTask;
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");

        await receiver.NextAsync();
        var logged = await LoggedAsync(server, hook, "waiting", attempts: 1);
        Assert.Equal(1000, (logged.GetProperty("nextAttempt").GetDateTimeOffset() - logged.GetProperty("lastAttempt").GetDateTimeOffset()).TotalSeconds);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_holds_up_nobody_else()
    {
        await using var slow = await WebhookReceiver.StartAsync((http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var quick = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        await HookAsync(server, slow.Url, ModelMade);
        await HookAsync(server, quick.Url, ModelMade);

        for (var i = 0; i < 20; i++) await SendAsync(server, "POST", "registered-models/create", $$"""{"name":"m{{i}}"}""");

        var names = new List<string?>();
        for (var i = 0; i < 20; i++) names.Add((await quick.NextAsync()).Json.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i}"), names); // one at a time, so in order
        Assert.InRange(slow.Count, 0, 1);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_failure_that_is_tried_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync(
            (http, before) => before == 0 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask);
        await using var server = await StartAsync(Open with { Timeout = TimeSpan.FromMilliseconds(300) });
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        await SendAsync(server, "POST", "registered-models/create", """{"name":"m"}""");

        Assert.Equal(2, (await LoggedAsync(server, hook, "delivered")).GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Server_side_request_forgery_by_a_redirect_does_not_happen_because_none_is_followed()
    {
        await using var receiver = await WebhookReceiver.StartAsync((http, _) =>
        {
            http.Response.Redirect("/metadata", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        var result = (await SendAsync(server, "POST", $"webhooks/{hook}/test", "{}")).GetProperty("result");

        Assert.Equal((false, 307), (result.GetProperty("success").GetBoolean(), result.GetProperty("response_status").GetInt32()));
        Assert.Equal("The receiver answered 307; redirects are not followed.", result.GetProperty("error_message").GetString());
        Assert.Equal("/hook", (await receiver.NextAsync()).Path);
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public async Task Of_an_endless_answer_only_the_beginning_is_read()
    {
        await using var receiver = await WebhookReceiver.StartAsync(async (http, _) =>
        {
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.WriteAsync(new string('x', 10_000), http.RequestAborted);
        });
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade);

        var result = (await SendAsync(server, "POST", $"webhooks/{hook}/test", "{}")).GetProperty("result");

        Assert.Equal(new string('x', 4096), result.GetProperty("response_body").GetString());
        Assert.True(result.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task A_test_sends_an_example_of_each_event_and_leaves_no_delivery()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        var hook = await HookAsync(server, receiver.Url, ModelMade, secret: "s");
        var told = new StringBuilder();

        foreach (var one in WebhookEvent.All)
        {
            await SendAsync(server, "POST", $"webhooks/{hook}/test", $"{{\"event\":{Wire(one)}}}");
            var body = (await receiver.NextAsync()).Json;
            told.Append($"{body.GetProperty("entity")} {body.GetProperty("action")} {body.GetProperty("data")}\n");
        }

        Snapshot.Match(told.ToString());
        Assert.Equal("""{"deliveries":[],"nextPage":null}""", await server.Client.GetStringAsync($"api/1.0/webhooks/{hook}/deliveries"));
    }

    [Fact]
    public async Task Nobody_there_is_told_as_such()
    {
        await using var server = await StartAsync();
        var hook = await HookAsync(server, "http://127.0.0.1:9/hook", ModelMade);

        var result = (await SendAsync(server, "POST", $"webhooks/{hook}/test", "{}")).GetProperty("result");

        Assert.False(result.GetProperty("success").GetBoolean());
        Assert.Contains("refused", result.GetProperty("error_message").GetString());
        Assert.False(result.TryGetProperty("response_status", out _));
    }

    [Fact]
    public async Task Server_side_request_forgery_by_a_webhook_is_refused_where_http_and_private_addresses_have_no_leave()
    {
        await using var server = await StartAsync(new());

        foreach (var url in (string[])["http://93.184.216.34/hook", "https://127.0.0.1/hook", "https://[::1]/hook", "https://169.254.169.254/latest/"])
        {
            using var response = await RawAsync(server, "POST", "webhooks", $$"""{"name":"hook","url":"{{url}}","events":{{ModelMade}}}""");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"url":"https://h.example/","events":[{"entity":"PROMPT","action":"CREATED"}]}""", "Missing value for required parameter 'name'")]
    [InlineData("""{"name":"h","events":[{"entity":"PROMPT","action":"CREATED"}]}""", "Missing value for required parameter 'url'")]
    [InlineData("""{"name":"h","url":"https://h.example/"}""", "Missing value for required parameter 'events'")]
    [InlineData("""{"name":"h","url":"https://h.example/","events":[{"entity":"PROMPT"}]}""", "Missing value for required parameter 'events[0].action'")]
    [InlineData("""{"name":"h","url":"https://h.example/","events":[{"entity":"PROMPT","action":"DELETED"}]}""", "Invalid action 'DELETED' for entity")]
    [InlineData("""{"name":"h","url":"https://h.example/","events":[{"entity":"RUN"}]}""", "Invalid value \"RUN\" for parameter 'events[0].entity' supplied")]
    [InlineData("""{"name":"h","url":"https://h.example/","events":[{"entity":1002,"action":3}]}""", "belongs into 'panta_events'")]
    [InlineData("""{"name":"h","url":"https://h.example/","events":"x"}""", "Invalid value \"x\" for parameter 'events' supplied")]
    [InlineData("""{"name":5,"url":"https://h.example/"}""", "Invalid value 5 for parameter 'name' supplied")]
    [InlineData("""{"name":"h","url":"https://h.example/","status":"ASLEEP","events":[]}""", "Invalid value \"ASLEEP\" for parameter 'status' supplied")]
    public async Task A_webhook_that_is_not_right_is_refused_in_these_words(string body, string message)
    {
        await using var server = await StartAsync();

        using var response = await RawAsync(server, "POST", "webhooks", body);

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (response.StatusCode, error.GetProperty("error_code").GetString()));
        Assert.Contains(message, error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/test")]
    public async Task An_unknown_webhook_is_404(string method, string path)
    {
        await using var server = await StartAsync();

        using var response = await RawAsync(server, method, $"webhooks/no-such{path}", "{}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Webhook with ID no-such not found", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_secret_is_in_no_answer()
    {
        await using var server = await StartAsync();
        var made = await SendAsync(server, "POST", "webhooks", $$"""{"name":"h","url":"https://127.0.0.1:9/","events":{{ModelMade}},"secret":"very-secret"}""");
        var id = made.GetProperty("webhook").GetProperty("webhook_id").GetString();
        var changed = await SendAsync(server, "PATCH", $"webhooks/{id}", """{"secret":"very-secret-too"}""");
        var listed = await server.Client.GetStringAsync($"ajax-{Api}/webhooks");

        Assert.DoesNotContain("secret", $"{made}{changed}{listed}");
        Assert.Contains(id!, listed);
    }

    const string IsPrompt = """{"key":"mlflow.prompt.is_prompt","value":"true"}""";

    const string Changes = $$"""
        POST registered-models/create {"name":"m","tags":[{"key":"team","value":"a"}]}
        POST registered-models/set-tag {"name":"m","key":"k","value":"v"}
        POST model-versions/create {"name":"m","source":"s3://bucket/m","run_id":"r1","description":"first"}
        POST model-versions/set-tag {"name":"m","version":"1","key":"k","value":"v"}
        DELETE model-versions/delete-tag {"name":"m","version":"1","key":"k"}
        DELETE model-versions/delete-tag {"name":"m","version":"1","key":"k"}
        POST registered-models/alias {"name":"m","alias":"champion","version":"1"}
        POST registered-models/alias {"name":"m","alias":"champion","version":"1"}
        DELETE registered-models/alias {"name":"m","alias":"champion"}
        POST model-versions/transition-stage {"name":"m","version":"1","stage":"production"}
        POST registered-models/rename {"name":"m","new_name":"n"}
        DELETE model-versions/delete {"name":"n","version":"1"}
        DELETE registered-models/delete {"name":"n"}
        POST registered-models/create {"name":"p","tags":[{{IsPrompt}},{"key":"team","value":"a"}]}
        POST registered-models/set-tag {"name":"p","key":"k","value":"v"}
        DELETE registered-models/delete-tag {"name":"p","key":"k"}
        POST model-versions/create {"name":"p","source":"dummy","tags":[{{IsPrompt}},{"key":"mlflow.prompt.text","value":"Hi"},{"key":"a","value":"b"}]}
        POST model-versions/set-tag {"name":"p","version":"1","key":"k","value":"v"}
        DELETE model-versions/delete-tag {"name":"p","version":"1","key":"k"}
        POST registered-models/alias {"name":"p","alias":"live","version":"1"}
        DELETE registered-models/alias {"name":"p","alias":"live"}
        """;

    static Task<RunningServer> StartAsync(WebhookOptions? webhooks = null) => RunningServer.StartAsync(o => o with { Webhooks = webhooks ?? Open });

    static string Wire(WebhookEvent one) => $$"""{"entity":"{{one.EntityName.ToUpperInvariant()}}","action":"{{one.ActionName.ToUpperInvariant()}}"}""";

    static async Task<string> HookAsync(RunningServer server, string url, string events, string? secret = null, string more = "")
    {
        if (secret is not null) more += $",\"secret\":\"{secret}\"";
        var made = await SendAsync(server, "POST", "webhooks", $$"""{"name":"hook","url":"{{url}}","events":{{events}}{{more}}}""");
        return made.GetProperty("webhook").GetProperty("webhook_id").GetString()!;
    }

    // All that a change told has arrived when an event made after it has: deliveries of one webhook keep their order.
    static async Task EndAsync(RunningServer server, WebhookReceiver receiver, int mark, StringBuilder told)
    {
        await SendAsync(server, "POST", "registered-models/create", $$"""{"name":"mark-{{mark}}"}""");
        while (await receiver.NextAsync() is var got && got.Json.GetProperty("data").GetProperty("name").GetString() != $"mark-{mark}")
            told.Append($"  {got.Json.GetProperty("entity")} {got.Json.GetProperty("action")} {got.Json.GetProperty("data")}\n");
    }

    static async Task<JsonElement> LoggedAsync(RunningServer server, string hook, string state, int attempts = 0)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var log = JsonDocument.Parse(await server.Client.GetStringAsync($"api/1.0/webhooks/{hook}/deliveries", limit.Token)).RootElement;
            if (log.GetProperty("deliveries").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } last
                && last.GetProperty("state").GetString() == state && last.GetProperty("attempts").GetInt32() >= attempts) return last;
            await Task.Delay(20, limit.Token);
        }
    }

    static async Task<JsonElement> SendAsync(RunningServer server, string method, string path, string body)
    {
        using var response = await RawAsync(server, method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    static Task<HttpResponseMessage> RawAsync(RunningServer server, string method, string path, string body) => server.Client.SendAsync(
        new(new(method), $"{Api}/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") });
}
