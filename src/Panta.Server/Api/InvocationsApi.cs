using System.Buffers;
using System.Text.Json;
using Panta.Data.Predictions;
using Panta.Data.Tables;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;
using Panta.Tracking.Stores;

namespace Panta.Server.Api;

/// <summary>
/// Scoring by MLflow's protocol: <c>POST /endpoints/{name}/invocations</c>, <c>POST /invocations</c> for the only endpoint or the default one, <c>GET /ping</c>.
/// The header <c>x-request-id</c> is kept where it is fit and always answered: a row's prediction id is it, a hyphen and the row's number.
/// </summary>
static class InvocationsApi
{
    const string RequestIdHeader = "x-request-id";

    /// <summary>Scores the body of a request.</summary>
    internal delegate Task<Table> Scoring(ReadOnlyMemory<byte> body, MediaType media, string id, InvocationOptions options);

    public static void MapInvocations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invocations", (HttpContext http, EndpointSet endpoints) => AnswerAsync(http, endpoints.GetDefault));
        routes.MapPost("/endpoints/{name}/invocations", (string name, HttpContext http, EndpointSet endpoints) => AnswerAsync(http, () => endpoints.Get(name)));
        routes.MapGet("/ping", Ping);
    }

    static IResult Ping(EndpointSet endpoints) =>
        endpoints.All.Any(endpoint => endpoint.Version is not null) ? Results.Text("\n") : Results.Text("No endpoint has a model yet.\n", statusCode: 404);

    static Task AnswerAsync(HttpContext http, Func<Panta.Serving.Endpoints.Endpoint> find) => AnswerAsync(http, () =>
    {
        var endpoint = find();
        return async (body, media, id, options) => (await endpoint.InvokeAsync(body, media, id, options, http.RequestAborted)).Predictions;
    });

    /// <summary>Answers one request with what is found for it; the finding comes before the body is read.</summary>
    internal static async Task AnswerAsync(HttpContext http, Func<Scoring> find)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var id = RequestId.Of(http.Request.Headers[RequestIdHeader], time);
        http.Response.Headers[RequestIdHeader] = id;
        try
        {
            var media = MediaTypeException.Parse(http.Request.ContentType);
            var predictions = await ScoreAsync(http, find(), media, id);
            http.Response.ContentType = "application/json";
            PredictionWriter.Write(http.Response.BodyWriter, predictions);
        }
        catch (Exception error) when (StatusOf(error) is { } status && !http.Response.HasStarted)
        {
            await WriteErrorAsync(http, status, error);
        }
    }

    static async Task<Table> ScoreAsync(HttpContext http, Scoring score, MediaType media, string id)
    {
        var options = new InvocationOptions { MaxBytes = http.RequestServices.GetRequiredService<PantaServerOptions>().MaxRequestBytes };
        var reader = http.Request.BodyReader;
        var body = default(ReadOnlySequence<byte>);
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            body = read.Buffer;
            if (read.IsCompleted || body.Length > options.MaxBytes) break;
            reader.AdvanceTo(body.Start, body.End);
        }

        try
        {

            // Small bodies lie in one piece and are parsed where they are.
            return await score(body.IsSingleSegment ? body.First : body.ToArray(), media, id, options);
        }
        finally
        {
            reader.AdvanceTo(body.End); // a body that was refused is read too; else the connection's end is logged as the server's failure
        }
    }

    /// <summary>The status of a failure that is answered here; null leaves it to the server's own table.</summary>
    static int? StatusOf(Exception error) => error switch
    {
        MediaTypeException => StatusCodes.Status415UnsupportedMediaType,
        InvocationException or ModelFailureException => StatusCodes.Status400BadRequest,
        NotFoundException => StatusCodes.Status404NotFound,
        ArgumentException => StatusCodes.Status400BadRequest,
        NoModelException or WriteAheadException => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,
        _ => null,
    };

    static string CodeOf(Exception error) => error switch
    {
        InvocationException invocation => invocation.Code,
        ModelFailureException or BadHttpRequestException => "BAD_REQUEST",
        NotFoundException => "RESOURCE_DOES_NOT_EXIST",
        ArgumentException => "INVALID_PARAMETER_VALUE",
        _ => "TEMPORARILY_UNAVAILABLE",
    };

    static Task WriteErrorAsync(HttpContext http, int status, Exception error)
    {
        http.Response.StatusCode = status;
        if (error is MediaTypeException)
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(error.Message, http.RequestAborted);
        }

        var code = CodeOf(error);
        var body = new
        {
            error_code = code,
            message = ErrorAnswer.Shorten(error.Message),
            sqlstate = status >= 500 ? "XXM00" : "KAM00",
            error_class = error is InvocationException { Code: "INVALID_PARAMETER_VALUE" } ? "SCHEMA_ENFORCEMENT_FAILED" : code,
        };
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, ErrorAnswer.Plain), http.RequestAborted).AsTask();
    }
}
