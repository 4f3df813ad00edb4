using System.CommandLine;

namespace Panta.Cli;

/// <summary>The options that every command takes.</summary>
static class GlobalOptions
{
    /// <summary>One JSON document on standard output instead of text. Default off.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as one JSON document.", Recursive = true };

    /// <summary>The least severe log line that is written. Default: warning; the server: information.</summary>
    public static Option<LogLevel?> LogLevel { get; } = new("--log-level")
    {
        Description = "Write log lines of this severity and above (default: none; server and serve: information).",
        HelpName = "trace|debug|information|warning|error|critical|none",
        Recursive = true,
    };

    /// <summary>Where log lines go. Default: standard error.</summary>
    public static Option<FileInfo?> LogFile { get; } = new("--log-file")
    {
        Description = "Append log lines to this file instead of standard error.",
        HelpName = "FILE",
        Recursive = true,
    };
}
