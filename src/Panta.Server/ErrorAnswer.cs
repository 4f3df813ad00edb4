using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Server;

/// <summary>
/// The one place where failures become answers: MLflow's error body under its paths, problem details (RFC 9457) elsewhere. Never a stack trace.
/// </summary>
sealed partial class ErrorAnswer(ILogger<ErrorAnswer> log) : IExceptionHandler
{
    const string InternalError = "INTERNAL_ERROR";

    // Quotes and letters stay what they are: an answer is never part of a page.
    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;

        var (status, code) = Map(exception);
        if (status == StatusCodes.Status500InternalServerError) Log.Failed(
            log, exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);

        await Write(httpContext, status, code, Message(exception, code, httpContext.TraceIdentifier));
        return true;
    }

    /// <summary>Gives answers that routing ended without a body (unknown path, wrong method) the same form as other errors; pages keep their own.</summary>
    public static async Task FillEmptyAnswer(HttpContext http, RequestDelegate next)
    {
        await next(http);

        if (http.Response.HasStarted || http.Response.ContentType is not null || !IsApi(http.Request.Path)) return;
        if (http.Response.StatusCode == StatusCodes.Status404NotFound)
            await Write(http, 404, "ENDPOINT_NOT_FOUND", $"There is no endpoint at {http.Request.Path}.");
        else if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Write(http, 405, "BAD_REQUEST", $"{http.Request.Path} does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}.");
    }

    /// <summary>Writes an error in the form that belongs to the request's path.</summary>
    public static Task Write(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        if (IsMlflow(http.Request.Path))
            return WriteJson(http, "application/json", new { error_code = code, message, sqlstate = status >= 500 ? "XXM00" : "KAM00", error_class = code });

        return WriteJson(http, "application/problem+json", new { type = "about:blank", title = Title(code), status, detail = message, code });
    }

    internal static (int Status, string Code) Map(Exception exception) => exception switch
    {
        NotFoundException => (404, "RESOURCE_DOES_NOT_EXIST"),
        AlreadyExistsException => (400, "RESOURCE_ALREADY_EXISTS"),
        ArgumentException or ProjectFileException or ProjectException => (400, "INVALID_PARAMETER_VALUE"),
        BadHttpRequestException bad => (bad.StatusCode, "BAD_REQUEST"),
        JsonException => (400, "BAD_REQUEST"),
        NotSupportedException => (501, "NOT_IMPLEMENTED"),
        StoreException => (503, "TEMPORARILY_UNAVAILABLE"),
        _ => (500, InternalError), // UnreachableSourceException too: the one mistake of a client that MLflow's answer with 500
    };

    static string Message(Exception exception, string code, string trace)
    {
        if (code == InternalError && exception is not UnreachableSourceException)
            return $"The server failed on this request; its log has the cause under request id {trace}.";

        var suffix = exception is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return suffix.Length > 0 && exception.Message.EndsWith(suffix, StringComparison.Ordinal) ? exception.Message[..^suffix.Length] : exception.Message;
    }

    static bool IsMlflow(PathString path) =>
        path.StartsWithSegments("/api/2.0") || path.StartsWithSegments("/api/3.0") || path.StartsWithSegments("/ajax-api")
        || path.StartsWithSegments("/get-artifact") || path.StartsWithSegments("/model-versions");

    static bool IsApi(PathString path) => IsMlflow(path) || path.StartsWithSegments("/api");

    static string Title(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ').ToLowerInvariant();

    static Task WriteJson<T>(HttpContext http, string type, T body)
    {
        http.Response.ContentType = type;
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, Plain), http.RequestAborted).AsTask();
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed (request {Trace})")]
        public static partial void Failed(ILogger log, Exception error, string method, string path, string trace);
    }
}
