using System.CommandLine;

namespace Panta.Cli;

/// <summary>The command line: parses, runs one command, and turns what went wrong into one line and an exit code.</summary>
static class CommandLine
{
    /// <summary>Runs the command that <paramref name="args"/> name.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancel)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0 && !args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            foreach (var error in parsed.Errors) terminal.Error.WriteLine($"panta: {error.Message}");
            terminal.Error.WriteLine($"Try '{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancel);
        }
        catch (Exception failure)
        {
            return Failures.Report(failure, terminal, parsed.GetValue(GlobalOptions.LogLevel));
        }
    }

    /// <summary>The whole tree of commands.</summary>
    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Panta takes a model from raw data to monitored production and back.");
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.LogLevel);
        root.Options.Add(GlobalOptions.LogFile);
        return root;
    }

    static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command named; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, named is RootCommand ? "panta" : named.Name);
        return string.Join(' ', names);
    }
}
