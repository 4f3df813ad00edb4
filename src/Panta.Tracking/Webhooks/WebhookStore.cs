using System.Data;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

/// <summary>Webhooks and the log of their deliveries on disk. Thread-safe; writes complete when they are fsynced.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="folder">The data folder, for the key of their secrets.</param>
/// <param name="options">Where they may go.</param>
/// <param name="time">The clock for their times.</param>
/// <exception cref="ArgumentException">The key that the options give is none.</exception>
public sealed partial class WebhookStore(Database database, DataFolder folder, WebhookOptions options, TimeProvider time)
{
    /// <summary>How many webhooks there may be.</summary>
    public const int Most = 1000;

    /// <summary>The migration that makes the tables.</summary>
    internal const int MigrationNumber = 5;

    const int SecretLength = 1000;

    readonly WebhookTarget _target = new(options);
    readonly WebhookSecrets _secrets = WebhookSecrets.Open(folder.Keys, options);

    /// <summary>Makes a webhook.</summary>
    /// <param name="webhook">What it is told of, and where.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">Name, URL, events or secret are not allowed, or there are too many webhooks.</exception>
    public async Task<Webhook> CreateAsync(NewWebhook webhook, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        RequireName(webhook.Name);
        RequireTexts(webhook.Description, webhook.Secret);
        RequireEvents(webhook.Events);
        await _target.RequireAsync(webhook.Url, cancel).ConfigureAwait(false);
        var id = Guid.NewGuid().ToString();
        var now = time.GetUtcNow();
        var secret = Encrypted(webhook.Secret, now);
        return await database.WriteAsync(
            c =>
            {
                RequireRoom(c);
                c.Run(
                    """
                    INSERT INTO webhooks (webhook_id, name, description, url, secret, status, creation_time, last_update_time)
                    VALUES (@0, @1, @2, @3, @4, @5, @6, @6)
                    """,
                    id, webhook.Name, webhook.Description, webhook.Url, secret, Name(webhook.Status), now.ToUnixTimeMilliseconds());
                AddEvents(c, id, webhook.Events);
                return WebhookRows.Get(c, id);
            },
            cancel).ConfigureAwait(false);
    }

    /// <summary>A webhook.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    public Webhook Get(string id) => database.Read(c => WebhookRows.Get(c, id));

    /// <summary>The webhooks, the newest first.</summary>
    /// <param name="maxResults">Webhooks a page, 1 to 1,000. Default 100.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    /// <exception cref="ArgumentException">Count or token is not allowed.</exception>
    public Page<Webhook> List(long maxResults = 100, string? pageToken = null)
    {
        Limits.RequireMaxResults(maxResults, 1000);
        var sql = new SqlText(database.Dialect);
        sql.And("w.deleted_time IS NULL");
        var paging = new Paging([("w.creation_time", true), ("w.webhook_id", false)]);
        var page = Read(sql, paging, $"SELECT {WebhookRows.Columns}", "FROM webhooks w", maxResults, pageToken, WebhookRows.Read);
        return page with { Items = database.Read(c => WebhookRows.WithEvents(c, [.. page.Items])) };
    }

    /// <summary>Changes a webhook.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="update">What to change.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    /// <exception cref="ArgumentException">A new value is not allowed.</exception>
    public async Task<Webhook> UpdateAsync(string id, WebhookUpdate update, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Name is { } name) RequireName(name);
        RequireTexts(update.Description, update.Secret);
        if (update.Events is { } events) RequireEvents(events);
        foreach (var own in update.PantaEvents ?? []) own.Require();
        Get(id);
        if (update.Url is { } url) await _target.RequireAsync(url, cancel).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var secret = Encrypted(update.Secret, now);
        return await database.WriteAsync(
            c =>
            {
                var old = WebhookRows.Get(c, id);
                c.Run(
                    "UPDATE webhooks SET name = @1, description = @2, url = @3, status = @4, last_update_time = @5 WHERE webhook_id = @0",
                    id, update.Name ?? old.Name, update.Description ?? old.Description, update.Url ?? old.Url, Name(update.Status ?? old.Status),
                    now.ToUnixTimeMilliseconds());
                if (update.Secret is not null) c.Run("UPDATE webhooks SET secret = @1 WHERE webhook_id = @0", id, secret);
                ReplaceEvents(c, old, update);
                return WebhookRows.Get(c, id);
            },
            cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes a webhook: nothing more is sent to it, and its secret is forgotten; the log of its deliveries stays.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    public Task DeleteAsync(string id, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            WebhookRows.Get(c, id);
            c.Run("UPDATE webhooks SET secret = NULL, deleted_time = @1 WHERE webhook_id = @0", id, time.GetUtcNow().ToUnixTimeMilliseconds());
            c.Run("UPDATE webhook_deliveries SET state = 'dropped' WHERE webhook_id = @0 AND state = 'waiting'", id);
        },
        cancel);

    /// <summary>The log of a webhook's deliveries, the newest first; of a deleted webhook too.</summary>
    /// <param name="id">The webhook's id.</param>
    /// <param name="maxResults">Deliveries a page, 1 to 1,000. Default 100.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    /// <exception cref="NotFoundException">There never was such a webhook.</exception>
    /// <exception cref="ArgumentException">Count or token is not allowed.</exception>
    public Page<WebhookDelivery> Deliveries(string id, long maxResults = 100, string? pageToken = null)
    {
        Limits.RequireMaxResults(maxResults, 1000);
        if (database.Read(c => c.First("SELECT 1 FROM webhooks WHERE webhook_id = @0", r => 1, id)) == 0) throw WebhookRows.NotFound(id);

        var sql = new SqlText(database.Dialect);
        sql.And($"d.webhook_id = {sql.Parameter(id)}");
        var paging = new Paging([("d.delivery", true)]);
        return Read(sql, paging, $"SELECT {WebhookRows.DeliveryColumns}", "FROM webhook_deliveries d", maxResults, pageToken, WebhookRows.ReadDelivery);
    }

    /// <summary>How many deliveries of webhooks are in which state, and when the newest of them was made; a webhook without any is left out.</summary>
    /// <param name="ids">The webhooks.</param>
    public IReadOnlyList<DeliveryTally> Tallies(IReadOnlyList<string> ids) => database.Read(c => c.Rows(
        """
        SELECT webhook_id, state, COUNT(*), MAX(creation_time) FROM webhook_deliveries WHERE webhook_id IN @0
        GROUP BY webhook_id, state ORDER BY webhook_id, state
        """,
        r => new DeliveryTally(r.GetString(0), Enum.Parse<DeliveryState>(r.GetString(1), ignoreCase: true), r.GetInt64(2), r.GetInt64(3)), [ids.ToArray()]));

    /// <summary>Puts the failed deliveries of a webhook into the queue again, with as many attempts as new ones.</summary>
    /// <param name="id">The webhook's id.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    public Task<int> RetryFailedAsync(string id, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            WebhookRows.Get(c, id);
            return c.Run(
                """
                UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, next_attempt_time = @1
                WHERE webhook_id = @0 AND state = 'failed' AND body <> ''
                """,
                id, time.GetUtcNow().ToUnixTimeMilliseconds());
        },
        cancel);

    /// <summary>A webhook's secret; null where it has none.</summary>
    /// <exception cref="UnreadableSecretException">The key is not the one that encrypted it.</exception>
    internal string? Secret(string id)
    {
        var token = database.Read(c => c.First("SELECT secret FROM webhooks WHERE webhook_id = @0", r => r.TextOrNull(0), id));
        return token is null ? null : _secrets.Decrypt(token);
    }

    Page<T> Read<T>(SqlText sql, Paging paging, string select, string from, long maxResults, string? pageToken, Func<IDataRecord, T> read)
    {
        paging.After(pageToken, sql);
        var text = $"{select}{paging.Columns} {from} WHERE {sql.Where} ORDER BY {paging.OrderBy}";
        return database.Read(c =>
        {
            var (rows, next) = paging.Read(c, text, sql, maxResults, read);
            return new Page<T>(rows, next);
        });
    }

    string? Encrypted(string? secret, DateTimeOffset now) => string.IsNullOrEmpty(secret) ? null : _secrets.Encrypt(secret, now);

    static void ReplaceEvents(IDbConnection connection, Webhook old, WebhookUpdate update)
    {
        if (update.Events is null && update.PantaEvents is null) return;

        connection.Run("DELETE FROM webhook_events WHERE webhook_id = @0", old.WebhookId);
        AddEvents(
            connection, old.WebhookId,
            [.. update.Events ?? old.Events.Where(e => !e.IsPantas), .. update.PantaEvents ?? old.Events.Where(e => e.IsPantas)]);
    }

    static void AddEvents(IDbConnection connection, string id, IReadOnlyList<WebhookEvent> events)
    {
        foreach (var name in events.Select(e => e.ToString()).Distinct())
            connection.Run("INSERT INTO webhook_events (webhook_id, event) VALUES (@0, @1)", id, name);
    }

    static void RequireRoom(IDbConnection connection)
    {
        if (connection.First("SELECT COUNT(*) FROM webhooks WHERE deleted_time IS NULL", r => r.GetInt64(0)) >= Most)
            throw new ArgumentException($"There are {Most} webhooks already, which is the most. Delete one that is not needed.");
    }

    static string Name(WebhookStatus status) => status == WebhookStatus.Active ? "active" : "disabled";
}
