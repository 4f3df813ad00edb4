using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

public sealed partial class WebhookStore
{
    /// <summary>
    /// Writes webhooks of another store with their ids and times. Secrets do not travel: a new one that had a secret is disabled, so that nothing goes out
    /// unsigned; one that is there keeps its secret and status.
    /// </summary>
    /// <returns>Those that are there now.</returns>
    internal static List<Webhook> Import(IDbConnection connection, IReadOnlyList<Webhook> webhooks)
    {
        foreach (var webhook in webhooks)
        {
            foreach (var told in webhook.Events) told.Require();
            RequireName(webhook.Name);
            connection.Run(
                """
                INSERT INTO webhooks (webhook_id, name, description, url, secret, status, creation_time, last_update_time)
                VALUES (@0, @1, @2, @3, NULL, @4, @5, @6)
                ON CONFLICT (webhook_id) DO UPDATE SET name = excluded.name, description = excluded.description, url = excluded.url,
                    creation_time = excluded.creation_time, last_update_time = excluded.last_update_time
                """,
                webhook.WebhookId, webhook.Name, webhook.Description, webhook.Url, Name(webhook.HasSecret ? WebhookStatus.Disabled : webhook.Status),
                webhook.CreationTime, webhook.LastUpdateTime);
            connection.Run("DELETE FROM webhook_events WHERE webhook_id = @0", webhook.WebhookId);
            AddEvents(connection, webhook.WebhookId, webhook.Events);
        }

        string[] ids = [.. webhooks.Select(w => w.WebhookId)];
        var found = connection.Rows(
            $"SELECT {WebhookRows.Columns} FROM webhooks w WHERE w.webhook_id IN @0 AND w.deleted_time IS NULL", WebhookRows.Read, [ids]);
        return WebhookRows.WithEvents(connection, found);
    }

    /// <summary>All webhooks in use.</summary>
    internal static List<Webhook> All(IDbConnection connection) => WebhookRows.WithEvents(
        connection, connection.Rows($"SELECT {WebhookRows.Columns} FROM webhooks w WHERE w.deleted_time IS NULL ORDER BY w.webhook_id", WebhookRows.Read));
}
