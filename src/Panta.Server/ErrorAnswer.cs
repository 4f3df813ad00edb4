using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Panta.Data.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
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
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;

        var (status, code) = Map(exception);
        if (status == StatusCodes.Status500InternalServerError) Log.Failed(
            log, exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);

        await Write(httpContext, status, code, exception is BadHttpRequestException bad ? Sentence(bad, httpContext) : Message(exception, code, httpContext.TraceIdentifier));
        return true;
    }

    /// <summary>
    /// Gives answers that the framework ended without a body (unknown path, wrong method, a parameter that cannot be read) the same form as other errors; pages
    /// keep their own.
    /// </summary>
    public static async Task FillEmptyAnswer(HttpContext http, RequestDelegate next)
    {
        await next(http);

        if (http.Response.HasStarted || http.Response.ContentType is not null) return;
        await (http.Response.StatusCode switch
        {
            400 => Write(http, 400, "BAD_REQUEST", Unread(http)),
            404 => Write(http, 404, "ENDPOINT_NOT_FOUND", $"There is no endpoint at {http.Request.Path}."),
            405 => Write(http, 405, "BAD_REQUEST", $"{http.Request.Path} does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}."),
            415 => Write(http, 415, "BAD_REQUEST", MediaTypeNeeded(http)),
            _ => Task.CompletedTask,
        });
    }

    /// <summary>Writes an error in the form that belongs to the request's path.</summary>
    public static Task Write(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        message = Shorten(message);
        if (IsMlflow(http.Request.Path))
            return WriteJson(http, "application/json", new { error_code = code, message, sqlstate = status >= 500 ? "XXM00" : "KAM00", error_class = code });

        return WriteJson(http, "application/problem+json", new { type = "about:blank", title = Title(code), status, detail = message, code });
    }

    internal static (int Status, string Code) Map(Exception exception) => exception switch
    {
        NotFoundException => (404, "RESOURCE_DOES_NOT_EXIST"),
        AlreadyExistsException => (400, "RESOURCE_ALREADY_EXISTS"),
        ArgumentException or ProjectFileException or ProjectException => (400, "INVALID_PARAMETER_VALUE"),
        QuotaExceededException => (403, "QUOTA_EXCEEDED"),
        BodyTooLargeException or ArtifactTooLargeException => (413, "REQUEST_TOO_LARGE"),
        BadHttpRequestException bad => (bad.StatusCode, "BAD_REQUEST"),
        JsonException => (400, "BAD_REQUEST"),
        NotSupportedException => (501, "NOT_IMPLEMENTED"),
        StoreException or StorageException or DatabaseInUseException => (503, "TEMPORARILY_UNAVAILABLE"),
        _ => (500, InternalError), // UnreachableSourceException too: the one mistake of a client that MLflow's answer with 500
    };

    static string Message(Exception exception, string code, string trace)
    {
        if (code == InternalError && exception is not UnreachableSourceException)
            return $"The server failed on this request; its log has the cause under request id {trace}.";

        var suffix = exception is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return suffix.Length > 0 && exception.Message.EndsWith(suffix, StringComparison.Ordinal) ? exception.Message[..^suffix.Length] : exception.Message;
    }

    /// <summary>The framework's failures to read a request, in words for who sent it.</summary>
    static string Sentence(BadHttpRequestException bad, HttpContext http)
    {
        if (bad.InnerException is JsonException json)
            return "The body cannot be read as JSON: "
                + (json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "a value has the wrong type" : "it is broken")
                + $" at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine}.";
        if (bad.Message.StartsWith("Implicit body", StringComparison.Ordinal)) return "The body is empty; needs a JSON object.";
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType && http.Request.Headers.ContentEncoding.Count == 0) return MediaTypeNeeded(http);

        var unbound = UnboundParameter().Match(bad.Message);
        return unbound.Success
            ? Unread(unbound.Groups["name"].Value, unbound.Groups["value"].Value, unbound.Groups["type"].Value == "bool")
            : bad.Message;
    }

    // Of an optional parameter that it cannot read the framework says nothing at all.
    static string Unread(HttpContext http)
    {
        foreach (var parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            var (declared, value) = (parameter.ParameterInfo.ParameterType, http.Request.Query[parameter.Name].ToString());
            var type = Nullable.GetUnderlyingType(declared) ?? declared;
            if (parameter.HasTryParse && value.Length > 0 && !CanRead(type, value)) return Unread(parameter.Name, value, type == typeof(bool));
        }

        return "The request cannot be read.";
    }

    static string Unread(string name, string value, bool isTruth) => $"'{name}' is '{value}'; needs {(isTruth ? "true or false" : "a whole number")}.";

    static bool CanRead(Type type, string value)
    {
        if (type == typeof(bool)) return bool.TryParse(value, out _);
        if (type == typeof(int)) return int.TryParse(value, CultureInfo.InvariantCulture, out _);
        return type != typeof(long) || long.TryParse(value, CultureInfo.InvariantCulture, out _);
    }

    static string MediaTypeNeeded(HttpContext http) => $"The body's Content-Type is '{http.Request.ContentType}'; needs 'application/json'.";

    /// <summary>A message at a length that a person reads: what a hostile request put into it is cut out of its middle.</summary>
    internal static string Shorten(string message)
    {
        const int Head = 1500;
        const int Tail = 300;
        return message.Length <= Head + Tail ? message : $"{message[..Head]} … {message[^Tail..]}";
    }

    [GeneratedRegex("^Failed to bind parameter \"(?<type>[^ ]+) (?<name>[^\"]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex UnboundParameter();

    /// <summary>Whether a path is one of MLflow's, whose errors have MLflow's shape.</summary>
    internal static bool IsMlflow(PathString path) =>
        path.StartsWithSegments("/api/2.0") || path.StartsWithSegments("/api/3.0") || path.StartsWithSegments("/ajax-api")
        || path.StartsWithSegments("/get-artifact") || path.StartsWithSegments("/model-versions") || path.StartsWithSegments("/upload-artifact")
        || path.StartsWithSegments("/graphql") || path.StartsWithSegments("/gateway") || path.StartsWithSegments("/v1/traces");

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
