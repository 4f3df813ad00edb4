using Panta.Data.Tables;
using Panta.Server.Api;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;
using Panta.Serving.Scoring;

namespace Panta.Server;

/// <summary>
/// One model on one port: MLflow's scoring protocol and nothing else. It keeps nothing, has no pages, and answers as an endpoint with the same model does.
/// </summary>
public static class ModelServer
{
    /// <summary>Serves until SIGTERM, Ctrl-C or cancellation.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="options">Where to listen and how large a request may be; its data folder is not touched.</param>
    /// <param name="ready">Told the address once it answers.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ArgumentException">
    /// The host is not this machine's and <see cref="PantaServerOptions.AllowUnauthenticated"/> is off, or the port is out of range.
    /// </exception>
    /// <exception cref="PortInUseException">Another program listens on the port.</exception>
    public static async Task RunAsync(Scorer scorer, PantaServerOptions options, Action<string>? ready = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        PantaServer.Check(options);

        var builder = PantaServer.CreateBuilder();
        PantaServer.Configure(builder, options);
        await using var app = builder.Build();
        app.UseMiddleware<RequestGuard>();
        app.UseExceptionHandler();
        app.UseMiddleware<BodyLimit>();
        app.MapHealth();
        app.MapGet("/ping", () => Results.Text("\n"));
        app.MapPost("/invocations", AnswerAsync);

        ready?.Invoke(await PantaServer.ListenAsync(app, cancel));
        await app.WaitForShutdownAsync(cancel);

        Task AnswerAsync(HttpContext http) =>
            InvocationsApi.AnswerAsync(http, () => (body, media, _, reading) => Task.FromResult(Score(scorer, body, media, reading)));
    }

    static Table Score(Scorer scorer, ReadOnlyMemory<byte> body, MediaType media, InvocationOptions reading)
    {
        var rows = scorer.Prepare(FrameReader.Read(body.Span, media, scorer.Signature.Inputs, null, reading), reading);
        try
        {
            return scorer.ScorePrepared(rows);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ModelFailureException(scorer.Origin.ModelUuid ?? "served", error); // whatever a model throws on prepared rows is the model's failure
        }
    }
}
