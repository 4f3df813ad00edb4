using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Panta.Server.Api;
using Panta.Server.Pages;
using Panta.Tracking.Engines;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server;

/// <summary>The whole program as one process on one port: composed here, from the parts that each noun's file adds.</summary>
public static class PantaServer
{
    const int LongestLine = 64 * 1024; // some clients put filters and lists of runs into the query
    static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(20);

    /// <summary>Composes the server and opens its data folder; it does not listen yet.</summary>
    /// <param name="options">What it needs to know.</param>
    /// <returns>The application: start it with <see cref="StartAsync"/>, stop and dispose it to give the data folder back.</returns>
    /// <exception cref="ArgumentException">
    /// The host is not this machine's and <see cref="PantaServerOptions.AllowUnauthenticated"/> is off, the port is out of range, or artifacts cannot be
    /// kept where the options say.
    /// </exception>
    /// <exception cref="DataFolderInUseException">Another server holds the data folder.</exception>
    /// <exception cref="DatabaseInUseException">Another server keeps its metadata in the database.</exception>
    /// <exception cref="StoreException">The data folder or the database cannot be used.</exception>
    public static WebApplication Build(PantaServerOptions options)
    {
        Check(options);
        var builder = CreateBuilder();
        Configure(builder, options);
        builder.Services.AddPantaTracking(options);
        builder.Services.AddPantaWorkflows();
        builder.Services.AddPantaPages();

        var app = builder.Build();
        try
        {
            app.Services.GetRequiredService<Database>();
            app.Services.GetRequiredService<ExperimentStore>().PlaceUnusedDefaultAsync().GetAwaiter().GetResult();
            Compose(app);
            return app;
        }
        catch
        {
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Starts listening and writes the address into the data folder's lock, where commands find it.</summary>
    /// <param name="app">What <see cref="Build"/> composed.</param>
    /// <param name="cancel">Gives the start up.</param>
    /// <returns>Where it listens, as in <c>http://127.0.0.1:5000</c>.</returns>
    /// <exception cref="PortInUseException">Another program listens on the port.</exception>
    public static async Task<string> StartAsync(WebApplication app, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(app);

        var address = await ListenAsync(app, cancel);
        app.Services.GetRequiredService<DataFolder>().Announce(address);
        return address;
    }

    /// <summary>Runs the server until SIGTERM, Ctrl-C or cancellation; then finishes the requests under way and closes the data folder.</summary>
    /// <param name="options">What it needs to know.</param>
    /// <param name="ready">Told the address once it answers.</param>
    /// <param name="cancel">Stops it.</param>
    /// <inheritdoc cref="Build" path="/exception"/>
    public static async Task RunAsync(PantaServerOptions options, Action<string>? ready = null, CancellationToken cancel = default)
    {
        KeepThreadFree();
        await using var app = Build(options);
        var address = await StartAsync(app, cancel);
        ready?.Invoke(address);
        await app.WaitForShutdownAsync(cancel);
    }

    // A commit holds a thread while it waits for the disk. Left to itself the pool takes that one for busy, and puts requests off that a processor is free for.
    static void KeepThreadFree()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 1), completions);
    }

    /// <summary>Starts listening and answers the address.</summary>
    internal static async Task<string> ListenAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            var options = app.Services.GetRequiredService<PantaServerOptions>();
            throw new PortInUseException(options.Host, options.Port);
        }

        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
    }

    internal static void Check(PantaServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (options.Port is < 0 or > 65535) throw new ArgumentException($"Port {options.Port} does not exist; ports go from 0 (any free one) to 65535.");
        if (options is { ArtifactsOnly: true, ServesArtifacts: false })
            throw new ArgumentException("--artifacts-only and --no-serve-artifacts together leave nothing to serve; give one of them.");
        if (options.PresignedLifetime < TimeSpan.FromSeconds(1) || options.PresignedLifetime > TimeSpan.FromDays(7))
            throw new ArgumentException($"Presigned addresses last {options.PresignedLifetime.TotalSeconds:F0} s; S3 takes 1 to 604800.");
        if (!options.AllowUnauthenticated && !IsLoopback(options.Host))
            throw new ArgumentException(
                $"Listening on '{options.Host}' would let anyone on the network change everything, because Panta does not ask yet who they are. "
                + "Listen on 127.0.0.1, or say --allow-unauthenticated.");
    }

    static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // Settings lie beside the program and are read once. By default they would be looked for in the working directory, and all files below it watched, each
    // write to a data folder among them.
    internal static WebApplicationBuilder CreateBuilder() => WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        ApplicationName = typeof(PantaServer).Assembly.GetName().Name,
        ContentRootPath = AppContext.BaseDirectory,
        Args = ["--hostBuilder:reloadConfigOnChange=false"],
    });

    internal static void Configure(WebApplicationBuilder builder, PantaServerOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits, options);
            if (options.Host == "localhost" && options.Port != 0) kestrel.ListenLocalhost(options.Port);
            else kestrel.Listen(IPAddress.TryParse(options.Host, out var address) ? address : IPAddress.Loopback, options.Port);
        });
        builder.Logging.SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None) // else every request begins an activity and a log scope, which nobody reads
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None) // what ends a start is told in one sentence by whoever started it
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error) // that pages with forms are not cached is meant so
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // keys lie in the data folder, guarded as all in it
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace); // standard output is for results
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Time);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that ErrorAnswer words it
        builder.Services.AddExceptionHandler<ErrorAnswer>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Panta";
            document.Info.Version = typeof(PantaServer).Assembly.GetName().Version!.ToString(fieldCount: 3);
            return Task.CompletedTask;
        }));
    }

    // Who sends or reads slower than this, or opens connections without end, is not waited for.
    static void Limit(KestrelServerLimits limits, PantaServerOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestLineSize = LongestLine;
        limits.MaxRequestHeadersTotalSize = LongestLine;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    static void Compose(WebApplication app)
    {
        app.UseMiddleware<RequestGuard>();
        app.Use(RequestGuard.TrimLeadingSlashes);
        app.UseMiddleware<ServingMode>();
        app.UseRouting();
        app.Use(MlflowRoutes.RefuseTrailingSlash);
        app.UseExceptionHandler();
        app.UseMiddleware<BodyLimit>();
        app.Use(ErrorAnswer.FillEmptyAnswer);
        app.MapHealth();
        app.MapTracking();
        app.MapInvocations();
        app.MapProjects();
        app.MapLabels();
        app.MapMonitors();
        app.MapImport();
        app.MapExport();
        app.MapGarbage();
        app.MapPrometheus();
        app.MapOpenApi();
        app.MapPages();
    }
}
