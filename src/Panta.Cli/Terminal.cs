namespace Panta.Cli;

/// <summary>What a command reads from and writes to: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
sealed record Terminal
{
    /// <summary>Where results go, and nothing else: what a pipe receives.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where progress, log lines and errors go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where answers to questions come from.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether a person sits in front: questions may be asked and progress redrawn.</summary>
    public required bool Interactive { get; init; }

    /// <summary>Columns of the terminal; 120 where it has none.</summary>
    public int Width { get; init; } = 120;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        Interactive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth),
    };
}
