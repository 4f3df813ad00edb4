using Panta.Data.Databases;
using Panta.Server;
using Panta.Server.Api;
using Panta.Server.Jobs;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Garbage;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Api
{
    /// <summary>MLflow's REST API over Panta's stores: everything that its clients call.</summary>
    static class TrackingApi
    {
        public static void MapTracking(this IEndpointRouteBuilder routes)
        {
            var services = routes.ServiceProvider;
            ActivatorUtilities.CreateInstance<ExperimentsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<RunsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<MetricsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<LoggedModelsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<RegisteredModelsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<ModelVersionsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<ArtifactsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<ArtifactUploadsApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<PresignedApi>(services).Map(routes);
            ActivatorUtilities.CreateInstance<WebhooksApi>(services).Map(routes);
            routes.MapServerInfo();
        }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds the data folder, the database and the stores on it.</summary>
    static class PantaTrackingServiceCollectionExtensions
    {
        public static void AddPantaTracking(this IServiceCollection services, PantaServerOptions options)
        {
            var address = options.Database is { } database ? PostgresAddress.Parse(database) : null;
            services.AddSingleton(_ => DataFolder.Open(options.DataFolder, address));
            services.AddSingleton(provider => address is not null
                ? Database.Open(provider.GetRequiredService<DataFolder>(), address, options.Time)
                : Database.Open(provider.GetRequiredService<DataFolder>(), options.Time));
            services.AddSingleton(provider => new ExperimentStore(
                provider.GetRequiredService<Database>(), options.Time,
                options.DefaultArtifactRoot ?? (options.ServesArtifacts ? null : provider.GetRequiredService<ArtifactStore>().Location),
                options.MaxArtifactLocationLength));
            services.AddSingleton(provider => new RunStore(provider.GetRequiredService<Database>(), options.Time, options.CutsLongValues));
            services.AddSingleton(provider => new RenderedRuns(provider.GetRequiredService<RunStore>(), provider.GetRequiredService<Database>()));
            services.AddSingleton(provider => new KnownAnswers(provider.GetRequiredService<Database>()));
            services.AddSingleton(provider => new RunLog(provider.GetRequiredService<Database>(), options.CutsLongValues));
            services.AddSingleton<MetricHistory>();
            services.AddSingleton<DatasetSearch>();
            services.AddSingleton<LoggedModelStore>();
            services.AddSingleton<ModelRegistry>();
            services.AddSingleton(provider => new ArtifactStore(
                provider.GetRequiredService<DataFolder>(), options.ArtifactsDestination, options.S3, options.ArtifactQuota));
            services.AddSingleton<ArtifactUploads>();
            services.AddHostedService<UsageJob>();
            services.AddSingleton<GarbageCollection>();
            services.AddSingleton(options.Webhooks ?? WebhookOptions.OfEnvironment());
            services.AddSingleton<WebhookStore>();
            services.AddSingleton<WebhookSender>();
            services.AddSingleton<WebhookQueue>();
            services.AddHostedService<WebhookJob>();
        }
    }
}
