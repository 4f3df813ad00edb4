using Panta.Serving.Endpoints;

namespace Panta.Server.Jobs;

/// <summary>Opens every endpoint before the server listens, so that the first request finds its model.</summary>
sealed class EndpointJob(EndpointSet endpoints) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => endpoints.OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
