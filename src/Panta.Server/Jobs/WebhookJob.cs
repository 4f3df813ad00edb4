using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Jobs;

/// <summary>Sends the deliveries of webhooks as they are queued, and those that an earlier process left.</summary>
sealed partial class WebhookJob(WebhookQueue queue, ModelRegistry registry, TimeProvider time, ILogger<WebhookJob> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        registry.DeliveriesQueued += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested) await RunAsync(stoppingToken);
        }
        finally
        {
            registry.DeliveriesQueued -= Wake;
        }
    }

    async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await queue.RunAsync(Tell, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The edge of a job: told, and tried again; what is queued stays queued.
            Tell(error);
            await Task.Delay(Pause, time, cancel);
        }
    }

    // Where the store is away, where the code stood says nothing more.
    void Tell(Exception error)
    {
        if (error is StoreException or DatabaseInUseException) Log.Away(log, error.Message);
        else Log.Failed(log, error);
    }

    void Wake(object? sender, EventArgs args) => queue.Wake();

    static partial class Log
    {
        [LoggerMessage(210, LogLevel.Error, "Deliveries to webhooks pause for a moment")]
        public static partial void Failed(ILogger logger, Exception error);

        [LoggerMessage(211, LogLevel.Warning, "Deliveries to webhooks pause for a moment. {Problem}")]
        public static partial void Away(ILogger logger, string problem);
    }
}
