using Panta.Data.Predictions;
using Panta.Server.Jobs;
using Panta.Serving.Endpoints;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Promotion;
using Panta.Workflows.Steps;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds projects, their loop, and the job that moves their clocks.</summary>
static class PantaWorkflowsServiceCollectionExtensions
{
    public static void AddPantaWorkflows(this IServiceCollection services)
    {
        services.AddSingleton<EndpointStore>();
        services.AddSingleton(provider => new EndpointSet(
            provider.GetRequiredService<DataFolder>(),
            provider.GetRequiredService<EndpointStore>(),
            provider.GetRequiredService<ModelRegistry>(),
            provider.GetRequiredService<ArtifactStore>(),
            provider.GetRequiredService<TimeProvider>(),
            project => new ProjectClock(provider.GetRequiredService<ProjectStore>(), project, provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton<ProjectStore>();
        services.AddSingleton<WindowStore>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<WorkflowStore>();
        services.AddSingleton<WorkflowEngine>();
        services.AddSingleton<ProjectTables>();
        services.AddSingleton<TrainingRuns>();
        services.AddSingleton<Retraining>();
        services.AddSingleton<ProjectLoop>();
        services.AddSingleton<ProjectHistory>();
        services.AddSingleton<LabelIntake>();
        services.AddSingleton(provider => NotificationLog.Open(provider.GetRequiredService<DataFolder>().Root, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<EndpointJob>();
        services.AddHostedService<ClockJob>();
    }
}
