using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Data.Reading;

namespace Panta.Cli;

/// <summary>Turns a failure into the one line a person can act on.</summary>
static partial class Failures
{
    const int BrokenPipe = 32; // EPIPE

    /// <summary>Writes what went wrong, with the stack trace only where the log level asks for it, and answers the exit code.</summary>
    public static int Report(Exception failure, Terminal terminal, LogLevel? level)
    {
        if (failure is OperationCanceledException)
        {
            terminal.Error.WriteLine("panta: stopped");
            return ExitCode.Stopped;
        }

        if (failure is IOException { HResult: BrokenPipe, InnerException: null }) return ExitCode.Unheard;

        terminal.Error.WriteLine($"panta: {Readable(Describe(failure))}");
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
        DuckDbException engine => engine.Sentence,
        FileReadException or DeltaException or DatabaseException or FormatException => LineEnds().Replace(failure.Message, " "),
        OutOfMemoryException when Environment.GetEnvironmentVariable("PANTA_MEMORY_LIMIT") is { Length: > 0 } limit =>
            $"The rows that must be in memory at once do not fit into PANTA_MEMORY_LIMIT={limit}. Raise it.",
        UnauthorizedAccessException => $"{failure.Message.TrimEnd('.')}: it belongs to someone else, or is a folder where a file is needed.",
        _ => failure.Message,
    };

    /// <summary>What is wrong with the command line, without the names of .NET's types.</summary>
    internal static string Describe(ParseError error)
    {
        var unfit = Unfit().Match(error.Message);
        if (!unfit.Success) return error.Message;

        var needed = unfit.Groups["type"].Value switch
        {
            "System.IO.FileInfo" => "a file",
            "System.IO.DirectoryInfo" => "a folder",
            "System.Int32" or "System.Int64" => "a whole number",
            "System.Double" => "a number",
            "System.Boolean" => "true or false",
            "Microsoft.Extensions.Logging.LogLevel" => string.Join(", ", Enum.GetNames<LogLevel>()).ToLowerInvariant(),
            _ => "something else",
        };
        return $"{unfit.Groups["what"]} is '{unfit.Groups["value"]}'; needs {needed}.";
    }

    // What a hostile file put into a message must not steer the terminal, nor fill it.
    static string Readable(string message)
    {
        const int Longest = 4000;
        var shown = new string([.. message.Take(Longest).Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c)]);
        return message.Length > Longest ? shown + " …" : shown;
    }

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineEnds();

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<what>.*)' as expected type '(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Unfit();
}
