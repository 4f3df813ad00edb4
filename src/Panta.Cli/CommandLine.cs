using System.CommandLine;
using System.CommandLine.Help;
using Panta.Cli.Commands;
using Panta.Data.Reading;

namespace Panta.Cli;

/// <summary>The command line: parses, runs one command, and turns what went wrong into one line and an exit code.</summary>
static class CommandLine
{
    // The server ends its requests, flushes predictions and closes the store first.
    static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the command that <paramref name="args"/> name.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancel)
    {
        var parsed = Root(terminal).Parse(args);
        if (args.Any(string.IsNullOrWhiteSpace)) return Refuse(parsed, ["An argument is empty. Is a variable of the shell not set?"], terminal);
        if (parsed.Errors.Count > 0 && !args.Any(arg => arg is "--help" or "-h" or "-?"))
            return Refuse(parsed, parsed.Errors.Select(Failures.Describe), terminal);

        try
        {
            ProcessMemory.Limit();
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationLimit,
            };
            using var log = OpenLog(parsed.GetValue(GlobalOptions.LogFile));
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
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpAction { MaxWidth = terminal.Width };
        foreach (var command in Commands(terminal)) root.Subcommands.Add(command);
        root.SetAction(parsed => new HelpAction { MaxWidth = terminal.Width }.Invoke(parsed));
        return root;
    }

    static IEnumerable<Command> Commands(Terminal terminal) =>
    [
        ProjectNew.Build(terminal),
        ProjectApply.Build(terminal),
        Data(terminal),
        ModelTrain.Build(terminal),
        LabelsAdd.Build(terminal),
        ProjectRetrain.Build(terminal),
        ProjectRollback.Build(terminal),
        MonitorShow.Build(terminal),
        RunsList.Build(terminal),
        ModelsList.Build(terminal),
        WebhooksList.Build(terminal),
        FileScore.Build(terminal),
        ModelServe.Build(terminal),
        Import(terminal),
        Export(terminal),
        DemoRun.Build(terminal),
        ServerRun.Build(terminal),
        Db(terminal),
        GarbageCollect.Build(terminal),
    ];

    static Command Db(Terminal terminal) => new("db", "Look after the metadata of a store: check, migrate, back up, restore.")
    {
        DbCheck.Build(terminal),
        DbMigrate.Build(terminal),
        DbBackup.Build(terminal),
        DbRestore.Build(terminal),
    };

    static Command Import(Terminal terminal) => new("import", "Bring what other programs keep over into a store of Panta's.")
    {
        MlflowImport.Build(terminal),
        JsonImport.Build(terminal),
    };

    static Command Export(Terminal terminal) => new("export", "Write what a store keeps, to bring it elsewhere.") { JsonExport.Build(terminal) };

    static Command Data(Terminal terminal) => new("data", "Read, query, convert, part, check and look after data.")
    {
        DataHead.Build(terminal),
        DataQuery.Build(terminal),
        DataSchema.Build(terminal),
        DataDescribe.Build(terminal),
        DataConvert.Build(terminal),
        DataSplit.Build(terminal),
        DataProfile.Build(terminal),
        DataCheck.Build(terminal),
        DataHistory.Build(terminal),
        TableRestore.Build(terminal),
        TableOptimize.Build(terminal),
        TableVacuum.Build(terminal),
    };

    /// <summary>Log lines go to the process's standard error, which becomes the file; <see cref="Terminal.Error"/> stays where it was.</summary>
    static StreamWriter? OpenLog(FileInfo? file)
    {
        if (file is null) return null;

        var log = new StreamWriter(file.FullName, append: true) { AutoFlush = true };
        Console.SetError(log);
        return log;
    }

    static int Refuse(ParseResult parsed, IEnumerable<string> reasons, Terminal terminal)
    {
        foreach (var reason in reasons) terminal.Error.WriteLine($"panta: {reason}");
        terminal.Error.WriteLine($"Try '{PathOf(parsed.CommandResult.Command)} --help'.");
        return ExitCode.Usage;
    }

    static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command named; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, named is RootCommand ? "panta" : named.Name);
        return string.Join(' ', names);
    }
}
