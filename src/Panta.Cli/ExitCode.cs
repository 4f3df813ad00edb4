namespace Panta.Cli;

/// <summary>What the program answers the shell.</summary>
static class ExitCode
{
    /// <summary>The command did what was asked.</summary>
    public const int Done = 0;

    /// <summary>The command was understood and failed, or a check it ran did not hold.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself was wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Who read the output went away, as a pager that was left: nothing more is to be said.</summary>
    public const int Unheard = 141;

    /// <summary>The command was stopped by Ctrl-C or SIGTERM.</summary>
    public const int Stopped = 130;
}
