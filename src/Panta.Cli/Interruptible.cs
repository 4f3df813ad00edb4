using System.CommandLine;

namespace Panta.Cli;

/// <summary>Commands whose work takes long.</summary>
static class Interruptible
{
    /// <summary>Sets the work of a command. It runs beside the thread that hears Ctrl-C, so that its token is cancelled at once.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">The work; answers the exit code.</param>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, int> work) =>
        command.SetAction((parsed, cancel) => Task.Run(() => work(parsed, cancel), cancel));
}
