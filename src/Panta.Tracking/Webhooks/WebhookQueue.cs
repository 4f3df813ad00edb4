using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

/// <summary>
/// Sends what the outbox holds: at least once, with the same delivery id at every attempt. Of one webhook one delivery at a time, the oldest that is
/// due first; webhooks do not wait for each other. What fails waits twice as long each time and lets later deliveries go ahead.
/// </summary>
/// <param name="database">Where the outbox is.</param>
/// <param name="sender">Makes the attempts.</param>
/// <param name="options">How often and how many at once.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookQueue(Database database, WebhookSender sender, WebhookOptions options, TimeProvider time)
{
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);
    static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);
    static readonly TimeSpan Housekeeping = TimeSpan.FromHours(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Lock _lock = new();
    readonly Dictionary<string, Task> _running = [];

    /// <summary>Says that there is something new to send.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Sends until it is cancelled; what is under way then is sent again by the next run.</summary>
    /// <param name="failed">Told of failures of the store itself; those of receivers are in the log of deliveries.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task RunAsync(Action<Exception> failed, CancellationToken cancel)
    {
        using var slots = new SemaphoreSlim(options.MaxConcurrent);
        try
        {
            var forgotten = DateTimeOffset.MinValue;
            while (!cancel.IsCancellationRequested)
            {
                if (time.GetUtcNow() - forgotten >= Housekeeping)
                {
                    await ForgetAsync(cancel).ConfigureAwait(false);
                    forgotten = time.GetUtcNow();
                }

                await WaitAsync(StartDue(slots, failed, cancel), cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            Task[] running;
            lock (_lock) running = [.. _running.Values];
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    /// <summary>Removes from the log what is done for longer than it is kept.</summary>
    internal Task<int> ForgetAsync(CancellationToken cancel) => database.WriteAsync(
        c => c.Run(
            "DELETE FROM webhook_deliveries WHERE creation_time < @0 AND state <> 'waiting'",
            (time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds()),
        cancel);

    /// <summary>The wait before the next attempt: twice as long each time, with a random part that is the delivery's own.</summary>
    internal TimeSpan Delay(string deliveryId, long attempts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{deliveryId}.{attempts}"));
        var random = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
        var delay = options.FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 30)) * (1 + random);
        return delay < LongestRetry ? delay : LongestRetry;
    }

    /// <summary>Starts a task for each webhook that has something due and none running; answers how long nothing else is due.</summary>
    TimeSpan StartDue(SemaphoreSlim slots, Action<Exception> failed, CancellationToken cancel)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var next = now + (long)Housekeeping.TotalMilliseconds;
        var waiting = database.Read(c => c.Rows(
            """
            SELECT w.webhook_id, (SELECT MIN(d.next_attempt_time) FROM webhook_deliveries d WHERE d.webhook_id = w.webhook_id AND d.state = 'waiting')
            FROM webhooks w WHERE w.status = 'active' AND w.deleted_time IS NULL
            """,
            r => (Webhook: r.GetString(0), Due: r.LongOrNull(1))));
        lock (_lock)
        {
            foreach (var (webhook, due) in waiting)
            {
                if (due is not { } at || _running.ContainsKey(webhook)) continue;

                if (at > now) next = Math.Min(next, at);
                else _running[webhook] = Task.Run(() => SendDueAsync(webhook, slots, failed, cancel), CancellationToken.None);
            }
        }

        return TimeSpan.FromMilliseconds(next - now);
    }

    async Task WaitAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            await _wake.Reader.ReadAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the time is up, or it is stopped
        }
    }

    async Task SendDueAsync(string webhook, SemaphoreSlim slots, Action<Exception> failed, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await slots.WaitAsync(cancel).ConfigureAwait(false);
                try
                {
                    if (Next(webhook) is not { } next) return;

                    var answer = await sender.SendAsync(next.Webhook, next.Delivery.DeliveryId, next.Delivery.Body, cancel).ConfigureAwait(false);
                    await RecordAsync(next.Delivery, answer, cancel).ConfigureAwait(false);
                }
                finally
                {
                    slots.Release();
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // stopped; what was under way is still waiting
        }
#pragma warning disable CA1031 // the edge of a background task: told, and tried again after a pause
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed(error);
            await Task.Delay(Pause, time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _running.Remove(webhook);
            Wake();
        }
    }

    (Webhook Webhook, WebhookDelivery Delivery)? Next(string webhook) => database.Read(c =>
    {
        var delivery = c.First(
            $"""
            SELECT {WebhookRows.DeliveryColumns} FROM webhook_deliveries d
            WHERE d.webhook_id = @0 AND d.state = 'waiting' AND d.next_attempt_time <= @1 ORDER BY d.next_attempt_time, d.delivery LIMIT 1
            """,
            WebhookRows.ReadDelivery, webhook, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (delivery is null) return ((Webhook, WebhookDelivery)?)null;

        var to = c.First(
            $"SELECT {WebhookRows.Columns} FROM webhooks w WHERE w.webhook_id = @0 AND w.status = 'active' AND w.deleted_time IS NULL",
            WebhookRows.Read, webhook);
        return to is null ? null : (to, delivery);
    });

    Task<int> RecordAsync(WebhookDelivery delivery, WebhookAnswer answer, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var attempts = delivery.Attempts + 1;
        var again = answer.Error is not null && answer.MayRetry && attempts <= options.MaxRetries;
        var delay = Delay(delivery.DeliveryId, attempts);
        if (answer.RetryAfter is { } asked && asked > delay) delay = asked < LongestAsked ? asked : LongestAsked;
        return database.WriteAsync(
            c => c.Run(
                """
                UPDATE webhook_deliveries SET state = @1, attempts = @2, last_attempt_time = @3, next_attempt_time = @4,
                    response_status = @5, response_body = @6, error = @7
                WHERE delivery = @0 AND state = 'waiting'
                """,
                delivery.Delivery, answer.Error is null ? "delivered" : again ? "waiting" : "failed", attempts, now.ToUnixTimeMilliseconds(),
                (now + delay).ToUnixTimeMilliseconds(), answer.Status, answer.Body, answer.Error),
            cancel);
    }
}
