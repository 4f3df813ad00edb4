using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Panta.Server.Tests.Webhooks;
using Panta.Tracking.Models;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Tests.Pages;

public sealed partial class WebhooksPageTests
{
    static readonly WebhookOptions Open = new() { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true, MaxRetries = 0 };

    [Fact]
    public async Task What_cannot_stay_is_said_at_its_field_and_what_was_typed_stays()
    {
        await using var server = await RunningServer.StartAsync();

        var (status, html) = await PostAsync(
            server, "/webhooks/new", ("name", "<b>no"), ("url", "http://127.0.0.1/x"), ("description", "told to deploy"), ("event", "panta_model_version.deleted"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("3 fields cannot stay as they are", html);
        Assert.Matches("""id="name-problem">.*Webhook name '<b>no' is invalid""", Problem(html, "name"));
        Assert.Contains("Invalid webhook URL scheme: 'http'", Problem(html, "url"));
        Assert.Contains("at least one event of MLflow's", Problem(html, "events"));
        Assert.DoesNotContain("class=\"problem\"", Problem(html, "description"));
        Assert.Contains("value=\"&lt;b&gt;no\"", html);
        Assert.Contains(">told to deploy</textarea>", html);
        Assert.Matches("""value="panta_model_version.deleted" checked""", html);
        Assert.Empty(server.Services.GetRequiredService<WebhookStore>().List().Items);
    }

    [Fact]
    public async Task A_webhook_is_made_tested_changed_rested_and_deleted_on_its_pages()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await RunningServer.StartAsync(o => o with { Webhooks = Open });
        var store = server.Services.GetRequiredService<WebhookStore>();

        await PostAsync(server, "/webhooks/new", ("name", "deploy"), ("url", receiver.Url), ("secret", "s3cret"), ("event", "model_version.created"));
        var made = Assert.Single(store.List().Items);
        var page = $"/webhooks/{made.WebhookId}";
        var (_, tested) = await PostAsync(server, $"{page}/test", ("event", "model_version.created"));
        var example = await receiver.NextAsync();
        var (_, changed) = await PostAsync(server, $"{page}/edit", ("name", "deploy2"), ("url", receiver.Url), ("event", "registered_model.created"), ("event", "panta_model_version.deleted"));
        await PostAsync(server, $"{page}/status", ("status", "disabled"));
        var list = await server.Client.GetStringAsync("/webhooks");

        Assert.Contains("It answered 200.", tested);
        Assert.Contains("X-MLflow-Signature", example.Headers.Keys);
        Assert.DoesNotContain("s3cret", changed);
        Assert.Equal(("deploy2", true, WebhookStatus.Disabled), (store.Get(made.WebhookId).Name, store.Get(made.WebhookId).HasSecret, store.Get(made.WebhookId).Status));
        Assert.Equal(["panta_model_version.deleted", "registered_model.created"], store.Get(made.WebhookId).Events.Select(each => $"{each}"));
        Assert.Contains("disabled", list);

        await PostAsync(server, $"{page}/delete");
        Assert.Empty(store.List().Items);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task The_log_tells_what_was_sent_and_answered_and_the_failed_go_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            http.Response.StatusCode = before == 0 ? 400 : 200;
            return http.Response.Body.WriteAsync("<script>no</script>"u8.ToArray()).AsTask();
        });
        await using var server = await RunningServer.StartAsync(o => o with { Webhooks = Open });
        var store = server.Services.GetRequiredService<WebhookStore>();
        var made = await store.CreateAsync(new() { Name = "log", Url = receiver.Url, Events = [WebhookEvent.Parse("registered_model.created")] });
        await server.Services.GetRequiredService<ModelRegistry>().CreateAsync("m");
        await receiver.NextAsync();
        await UntilAsync(() => store.Deliveries(made.WebhookId).Items is [{ State: DeliveryState.Failed }]);

        var failed = await server.Client.GetStringAsync($"/webhooks/{made.WebhookId}");
        await PostAsync(server, $"/webhooks/{made.WebhookId}/retry");
        await receiver.NextAsync();
        await UntilAsync(() => store.Deliveries(made.WebhookId).Items is [{ State: DeliveryState.Delivered }]);
        var delivered = await server.Client.GetStringAsync($"/webhooks/{made.WebhookId}");

        Assert.Contains("The receiver answered 400.", failed);
        Assert.Contains("Send the failed again", failed);
        Assert.Contains("&lt;script&gt;no&lt;/script&gt;", failed);
        Assert.DoesNotContain("<script>no", failed);
        Assert.Contains("1 delivered", delivered);
        Assert.DoesNotContain("Send the failed again", delivered);
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Webhooks = Open });

        using var answer = await server.Client.PostAsync("/webhooks/new", new FormUrlEncodedContent([new("name", "x"), new("url", "http://127.0.0.1:1/"), new("event", "model_version.created")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(server.Services.GetRequiredService<WebhookStore>().List().Items);
    }

    static string Problem(string html, string field) => WebUtility.HtmlDecode(Regex.Match(html, $"<p [^>]*id=\"{field}-problem\">.*?</p>", RegexOptions.Singleline).Value);

    static async Task<(HttpStatusCode Status, string Html)> PostAsync(RunningServer server, string address, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await server.Client.GetStringAsync("/webhooks/new")).Groups[1].Value;
        var form = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", token));
        using var answer = await server.Client.PostAsync(address, new FormUrlEncodedContent(form));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo()) await Task.Delay(20, limit.Token);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
