namespace Panta.Server.Pages;

/// <summary>A part of a page that may fail alone: its value, or why there is none.</summary>
/// <typeparam name="T">What the part shows.</typeparam>
readonly record struct Part<T>(T? Value, Failure? Failure) where T : class
{
    /// <summary>Makes a part; whatever goes wrong becomes its failure, is logged under the request's id, and leaves the other parts alone.</summary>
    public static Part<T> Of(HttpContext http, string what, Func<T> make)
    {
        try
        {
            return new(make(), null);
        }
#pragma warning disable CA1031 // the edge of one panel: the failure is shown in its place and logged
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            PartLog.Failed(http.RequestServices.GetRequiredService<ILogger<PartLog>>(), error, what, http.Request.Path, http.TraceIdentifier);
            var isTold = error is ArgumentException or IOException or InvalidDataException or InvalidOperationException;
            var cause = isTold ? error.Message : "The server's log has the cause.";
            return new(null, new($"{what} could not be made", cause, "Reload the page; if it stays, look for the trace in the log.", http.TraceIdentifier));
        }
    }
}

/// <summary>The log of parts that failed.</summary>
sealed partial class PartLog
{
    [LoggerMessage(20, LogLevel.Error, "{What} of {Path} could not be made (request {Trace})")]
    public static partial void Failed(ILogger log, Exception error, string what, string path, string trace);
}
