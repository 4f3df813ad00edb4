using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for webhooks, and the log of deliveries. Panta's own events have a field of their own, which MLflow's clients pass over.</summary>
sealed class WebhooksApi(WebhookStore webhooks, WebhookSender sender, WebhookQueue queue)
{
    const string PantaEvents = "panta_events";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/webhooks", Create);
        routes.MapMlflow("GET", "/webhooks", List);
        routes.MapMlflow("GET", "/webhooks/{webhook_id}", Get);
        routes.MapMlflow("PATCH", "/webhooks/{webhook_id}", Update);
        routes.MapMlflow("DELETE", "/webhooks/{webhook_id}", Delete);
        routes.MapMlflow("POST", "/webhooks/{webhook_id}/test", Test);
        routes.MapGet("/api/1.0/webhooks/{id}/deliveries", Deliveries);
        routes.MapPost("/api/1.0/webhooks/{id}/retry", Retry);
    }

    async Task Create(WireRequest call)
    {
        var fields = call.Fields;
        var made = await webhooks.CreateAsync(
            new()
            {
                Name = fields.RequiredText("name"),
                Url = fields.RequiredText("url"),
                Events = [.. Events(fields, "events"), .. Events(fields, PantaEvents)],
                Description = fields.Text("description") ?? "",
                Secret = fields.Text("secret"),
                Status = fields.Choice<WebhookStatus>("status") ?? WebhookStatus.Active,
            },
            call.Cancel);
        await Answer(call, made);
    }

    Task List(WireRequest call)
    {
        var page = webhooks.List(call.Fields.MaxResults(100), call.Fields.Text("page_token"));
        return call.AnswerPage("webhooks", page.Items, page.NextToken, WriteWebhook);
    }

    Task Get(WireRequest call) => Answer(call, webhooks.Get(Id(call)));

    async Task Update(WireRequest call)
    {
        var fields = call.Fields;
        var update = new WebhookUpdate
        {
            Name = fields.Text("name"),
            Url = fields.Text("url"),
            Events = fields.Has("events") ? Events(fields, "events") : null,
            PantaEvents = fields.Has(PantaEvents) ? Events(fields, PantaEvents) : null,
            Description = fields.Text("description"),
            Secret = fields.Text("secret"),
            Status = fields.Choice<WebhookStatus>("status"),
        };
        var changed = await webhooks.UpdateAsync(Id(call), update, call.Cancel);
        queue.Wake(); // what waited while it was disabled
        await Answer(call, changed);
    }

    async Task Delete(WireRequest call)
    {
        await webhooks.DeleteAsync(Id(call), call.Cancel);
        await call.Done();
    }

    async Task Test(WireRequest call)
    {
        var answer = await sender.TestAsync(Id(call), call.Fields.Object("event") is { } given ? Event(given) : null, call.Cancel);
        await call.Answer(json =>
        {
            json.WriteStartObject("result");
            json.WriteBoolean("success", answer.Error is null);
            if (answer.Status is { } status) json.WriteNumber("response_status", status);
            if (answer.Body is { } body) json.WriteString("response_body", body);
            if (answer.Error is { } error) json.WriteString("error_message", error);
            json.WriteEndObject();
        });
    }

    Ok<DeliveriesAnswer> Deliveries(string id, int limit = 100, string? page = null)
    {
        var found = webhooks.Deliveries(id, limit, page);
        return TypedResults.Ok(new DeliveriesAnswer([.. found.Items.Select(DeliveryAnswer.Of)], found.NextToken));
    }

    async Task<Ok<RetryAnswer>> Retry(string id, CancellationToken cancel)
    {
        var count = await webhooks.RetryFailedAsync(id, cancel);
        queue.Wake();
        return TypedResults.Ok(new RetryAnswer(count));
    }

    static string Id(WireRequest call) => call.Route("webhook_id");

    static IReadOnlyList<WebhookEvent> Events(WireObject fields, string name) => [.. fields.Objects(name).Select(e => Event(e, own: name == PantaEvents))];

    static WebhookEvent Event(WireObject fields)
    {
        var found = new WebhookEvent(
            fields.Choice<WebhookEntity>("entity") ?? throw fields.Missing("entity"), fields.Choice<WebhookAction>("action") ?? throw fields.Missing("action"));
        found.Require();
        return found;
    }

    static WebhookEvent Event(WireObject fields, bool own)
    {
        var found = Event(fields);
        if (found.IsPantas != own)
            throw new ArgumentException(
                $"The event '{found}' belongs into '{(found.IsPantas ? PantaEvents : "events")}': MLflow's clients cannot read Panta's own events.");
        return found;
    }

    static Task Answer(WireRequest call, Webhook webhook) => call.Answer(json =>
    {
        json.WritePropertyName("webhook");
        WriteWebhook(json, webhook);
    });

    static void WriteWebhook(Utf8JsonWriter json, Webhook webhook)
    {
        json.WriteStartObject();
        json.WriteString("webhook_id", webhook.WebhookId);
        json.WriteString("name", webhook.Name);
        if (webhook.Description.Length > 0) json.WriteString("description", webhook.Description);
        json.WriteString("url", webhook.Url);
        json.WriteList("events", [.. webhook.Events.Where(e => !e.IsPantas)], WriteEvent);
        json.WriteList(PantaEvents, [.. webhook.Events.Where(e => e.IsPantas)], WriteEvent);
        json.WriteString("status", WireObject.WireName(webhook.Status));
        json.WriteNumber("creation_timestamp", webhook.CreationTime);
        json.WriteNumber("last_updated_timestamp", webhook.LastUpdateTime);
        json.WriteEndObject();
    }

    static void WriteEvent(Utf8JsonWriter json, WebhookEvent of)
    {
        json.WriteStartObject();
        json.WriteString("entity", WireObject.WireName(of.Entity));
        json.WriteString("action", WireObject.WireName(of.Action));
        json.WriteEndObject();
    }

    internal sealed record DeliveriesAnswer(IReadOnlyList<DeliveryAnswer> Deliveries, string? NextPage);

    internal sealed record RetryAnswer(int Queued);

    internal sealed record DeliveryAnswer(
        string DeliveryId, string Event, string State, DateTimeOffset Time, long Attempts, DateTimeOffset? LastAttempt, DateTimeOffset? NextAttempt,
        int? ResponseStatus, string? ResponseBody, string? Error, string Body)
    {
        public static DeliveryAnswer Of(WebhookDelivery one) => new(
            one.DeliveryId, one.Event.ToString(), one.State.ToString().ToLowerInvariant(), At(one.CreationTime), one.Attempts,
            one.LastAttemptTime is { } last ? At(last) : null, one.State == DeliveryState.Waiting ? At(one.NextAttemptTime) : null,
            one.ResponseStatus, one.ResponseBody, one.Error, one.Body);

        static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
