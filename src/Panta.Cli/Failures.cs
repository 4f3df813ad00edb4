using System.Net.Sockets;
using Panta.Data.Reading;

namespace Panta.Cli;

/// <summary>Turns a failure into the one line a person can act on.</summary>
static class Failures
{
    /// <summary>Writes what went wrong, with the stack trace only where the log level asks for it, and answers the exit code.</summary>
    public static int Report(Exception failure, Terminal terminal, LogLevel? level)
    {
        if (failure is OperationCanceledException)
        {
            terminal.Error.WriteLine("panta: stopped");
            return ExitCode.Stopped;
        }

        terminal.Error.WriteLine($"panta: {Describe(failure)}");
        if (level is LogLevel.Debug or LogLevel.Trace) terminal.Error.WriteLine(failure);
        return failure is UsageException ? ExitCode.Usage : ExitCode.Failed;
    }

    /// <summary>The message of a failure without what only a programmer reads.</summary>
    internal static string Describe(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerExceptions[0]),
        ArgumentException { ParamName: { } name } argument => argument.Message.Replace($" (Parameter '{name}')", ""),
        HttpRequestException { InnerException: SocketException socket } http =>
            $"{http.Message.TrimEnd('.')}. Is the server running there? ({socket.SocketErrorCode})",
        DuckDbException engine => engine.Message.Split('\n')[0].Trim(), // what follows are candidates and a drawing of the place
        _ => failure.Message,
    };
}
