using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

/// <summary>Webhooks and deliveries as rows.</summary>
static class WebhookRows
{
    public const string Columns = "w.webhook_id, w.name, w.description, w.url, w.status, w.secret, w.creation_time, w.last_update_time";

    public const string DeliveryColumns =
        "d.delivery, d.delivery_id, d.webhook_id, d.event, d.body, d.state, d.creation_time, d.next_attempt_time, d.attempts, d.last_attempt_time, "
        + "d.response_status, d.response_body, d.error";

    public static Webhook Get(IDbConnection connection, string id)
    {
        var found = connection.First($"SELECT {Columns} FROM webhooks w WHERE w.webhook_id = @0 AND w.deleted_time IS NULL", Read, id) ?? throw NotFound(id);
        return WithEvents(connection, [found])[0];
    }

    public static Webhook Read(IDataRecord row) => new()
    {
        WebhookId = row.GetString(0),
        Name = row.GetString(1),
        Description = row.GetString(2),
        Url = row.GetString(3),
        Status = Enum.Parse<WebhookStatus>(row.GetString(4), ignoreCase: true),
        HasSecret = !row.IsDBNull(5),
        CreationTime = row.GetInt64(6),
        LastUpdateTime = row.GetInt64(7),
        Events = [],
    };

    public static List<Webhook> WithEvents(IDbConnection connection, List<Webhook> webhooks)
    {
        var events = Chunks.Load(
            connection, "SELECT webhook_id, event FROM webhook_events WHERE webhook_id IN @0 ORDER BY webhook_id, event",
            webhooks.ConvertAll(w => w.WebhookId), r => WebhookEvent.Parse(r.GetString(1)));
        return webhooks.ConvertAll(w => w with { Events = events.Of(w.WebhookId) });
    }

    public static WebhookDelivery ReadDelivery(IDataRecord row) => new()
    {
        Delivery = row.GetInt64(0),
        DeliveryId = row.GetString(1),
        WebhookId = row.GetString(2),
        Event = WebhookEvent.Parse(row.GetString(3)),
        Body = row.GetString(4),
        State = Enum.Parse<DeliveryState>(row.GetString(5), ignoreCase: true),
        CreationTime = row.GetInt64(6),
        NextAttemptTime = row.GetInt64(7),
        Attempts = row.GetInt64(8),
        LastAttemptTime = row.LongOrNull(9),
        ResponseStatus = (int?)row.LongOrNull(10),
        ResponseBody = row.TextOrNull(11),
        Error = row.TextOrNull(12),
    };

    public static NotFoundException NotFound(string id) => new("webhook", id, $"Webhook with ID {id} not found.");
}
