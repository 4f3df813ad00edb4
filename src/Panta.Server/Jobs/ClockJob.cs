using Panta.Tracking.Engines;
using Panta.Workflows.Projects;

namespace Panta.Server.Jobs;

/// <summary>Moves the clock of every project that lives by the system's: what is due is judged, retrained and promoted as time passes.</summary>
sealed partial class ClockJob(ProjectStore projects, ProjectLoop loop, TimeProvider time, ILogger<ClockJob> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync("(all)", () =>
        {
            foreach (var error in projects.Read().Unreadable) Log.Unreadable(log, error.Message);
            return Task.CompletedTask;
        });
        await TryAllAsync(_ => true, name => loop.ResumeAsync(name, stoppingToken));

        using var timer = new PeriodicTimer(Period, time);
        do await TryAllAsync(project => project.Clock == ClockKind.System, name => loop.AdvanceAsync(name, time.GetUtcNow(), stoppingToken));
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Listing them may fail too; a job that ends so would end the server.
    Task TryAllAsync(Func<ProjectState, bool> which, Func<string, Task> work) => TryAsync("(all)", async () =>
    {
        foreach (var project in projects.All().Where(which)) await TryAsync(project.Name, () => work(project.Name));
    });

    async Task TryAsync(string project, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The edge of a job: one project's failure is told and must not stop the others; the next tick tries again.
            if (error is StoreException or DatabaseInUseException) Log.Away(log, project, error.Message);
            else Log.Failed(log, error, project);
        }
    }

    static partial class Log
    {
        [LoggerMessage(201, LogLevel.Error, "A project stands still until it is applied again. {Problem}")]
        public static partial void Unreadable(ILogger logger, string problem);

        [LoggerMessage(200, LogLevel.Error, "Project {Project} could not be moved on")]
        public static partial void Failed(ILogger logger, Exception error, string project);

        [LoggerMessage(202, LogLevel.Warning, "Project {Project} could not be moved on. {Problem}")]
        public static partial void Away(ILogger logger, string project, string problem);
    }
}
