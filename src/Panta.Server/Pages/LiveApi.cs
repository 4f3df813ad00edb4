namespace Panta.Server.Pages;

/// <summary>Tells open pages that something was written, at most twice a second; what it was they find by asking for themselves again.</summary>
static class LiveApi
{
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapGet("/live", Follow).ExcludeFromDescription();

    static async Task Follow(HttpContext http, LiveChanges changes, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(Period, time);
        var seen = changes.Stamp();
        var silent = TimeSpan.Zero;
        try
        {
            await http.Response.WriteAsync(": watching\n\n", ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                var now = changes.Stamp();
                silent = now == seen ? silent + Period : TimeSpan.Zero;
                if (now == seen && silent < TimeSpan.FromSeconds(15)) continue;

                await http.Response.WriteAsync(now == seen ? ": still here\n\n" : "data: changed\n\n", ended.Token);
                await http.Response.Body.FlushAsync(ended.Token);
                (seen, silent) = (now, TimeSpan.Zero);
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer left, or the server ends: either way there is nobody to tell.
        }
    }
}
