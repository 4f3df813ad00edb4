using System.Data;
using System.Text.Json;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

/// <summary>
/// Queues deliveries in the transaction of the change that they tell of: either both are on disk or neither, so that a crash loses no event and
/// invents none.
/// </summary>
static class WebhookOutbox
{
    /// <summary>How many deliveries may wait for one webhook; what comes beyond is written into its log as failed.</summary>
    public const int WaitingLimit = 10_000;

    /// <summary>Queues an event for every active webhook that asked for it; false where there is none.</summary>
    public static bool Add(IDbConnection connection, DateTimeOffset now, WebhookEvent of, Action<Utf8JsonWriter> data)
    {
        var webhooks = connection.Rows(
            """
            SELECT w.webhook_id FROM webhook_events e JOIN webhooks w ON w.webhook_id = e.webhook_id
            WHERE e.event = @0 AND w.status = 'active' AND w.deleted_time IS NULL ORDER BY w.webhook_id
            """,
            r => r.GetString(0), of.ToString());
        if (webhooks.Count == 0) return false;

        var body = WebhookMessage.Write(of, now, data);
        foreach (var webhook in webhooks) Insert(connection, webhook, now.ToUnixTimeMilliseconds(), of, body);
        return true;
    }

    static void Insert(IDbConnection connection, string webhook, long now, WebhookEvent of, string body)
    {
        var full = connection.First(
            $"SELECT attempts FROM webhook_deliveries WHERE webhook_id = @0 AND state = 'waiting' ORDER BY next_attempt_time LIMIT 1 OFFSET {WaitingLimit - 1}",
            r => (long?)r.GetInt64(0), webhook) is not null;
        connection.Run(
            """
            INSERT INTO webhook_deliveries (delivery_id, webhook_id, event, body, state, creation_time, next_attempt_time, attempts, error)
            VALUES (@0, @1, @2, @3, @4, @5, @5, 0, @6)
            """,
            Guid.NewGuid().ToString(), webhook, of.ToString(), full ? "" : body, full ? "failed" : "waiting", now,
            full ? $"{WaitingLimit} deliveries were waiting already" : null);
    }
}
