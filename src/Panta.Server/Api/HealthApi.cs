namespace Panta.Server.Api;

/// <summary>What orchestrators and clients ask first.</summary>
static class HealthApi
{
    /// <summary>The MLflow version whose behaviour the tracking API implements; clients switch features by it.</summary>
    public const string MlflowVersion = "3.17.2";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Load balancers ask with HEAD.
        routes.MapMethods("/health", ["GET", "HEAD"], () => Results.Text("OK"));
        routes.MapMethods("/version", ["GET", "HEAD"], () => Results.Text(MlflowVersion));
    }
}
