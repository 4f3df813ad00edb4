using Panta.Server;
using Panta.Tracking.Stores;

namespace Panta.Server.Api
{
    /// <summary>MLflow's REST API over Panta's stores: everything that its clients call.</summary>
    static class TrackingApi
    {
        public static void MapTracking(this IEndpointRouteBuilder routes)
        {
            ArgumentNullException.ThrowIfNull(routes);
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
            services.AddSingleton(_ => DataFolder.Open(options.DataFolder));
            services.AddSingleton(provider => Database.Open(provider.GetRequiredService<DataFolder>(), options.Time));
        }
    }
}
