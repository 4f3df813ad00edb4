using Panta.Data.Storage;
using Panta.Tracking.Artifacts;

namespace Panta.Server.Jobs;

/// <summary>With a quota: counts the artifacts as the server starts, and writes down what is kept whenever it is quiet.</summary>
sealed partial class UsageJob(ArtifactStore artifacts, TimeProvider time, ILogger<UsageJob> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Attempt(artifacts.Settle);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            await artifacts.CountAsync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.Failed(log, error.Message); // the next upload counts
        }

        while (await timer.WaitForNextTickAsync(stoppingToken)) Attempt(artifacts.Settle);
    }

    void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.Failed(log, error.Message);
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "How much the artifacts take could not be counted or written down: {Reason}")]
        public static partial void Failed(ILogger log, string reason);
    }
}
