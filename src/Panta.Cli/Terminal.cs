using System.Text;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace Panta.Cli;

/// <summary>What a command reads from and writes to: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
sealed record Terminal
{
    const int NoWidth = 1000;

    /// <summary>Where results go, and nothing else: what a pipe receives.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where progress, log lines and errors go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where answers to questions come from.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether a person sits in front: questions may be asked and progress redrawn.</summary>
    public required bool Interactive { get; init; }

    /// <summary>Columns of the terminal; 1,000 where there is none, so that nothing is cut.</summary>
    public int Width { get; init; } = NoWidth;

    /// <summary>Whether lines have an end at which something must be cut.</summary>
    public bool HasWidth => Width < NoWidth;

    /// <summary>Whether <see cref="Out"/> understands colours.</summary>
    public bool Colour { get; init; }

    /// <summary>Draws tables and colours on one of the writers; plain text where it is no terminal.</summary>
    public IAnsiConsole Console(TextWriter writer)
    {
        var colour = Colour && ReferenceEquals(writer, Out);
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Width;
        return console;
    }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Out = StandardOutput(),
        Error = System.Console.Error,
        In = System.Console.In,
        Interactive = !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected,
        Colour = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        Width = System.Console.IsOutputRedirected ? NoWidth : Math.Max(40, System.Console.WindowWidth),
    };

    // What is piped is UTF-8 whatever the locale, and ends when its reader does: the console's own stream would write on into nothing.
    static TextWriter StandardOutput()
    {
        if (!System.Console.IsOutputRedirected || OperatingSystem.IsWindows()) return System.Console.Out;

        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(pipe.CanSeek ? System.Console.OpenStandardOutput() : pipe, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
