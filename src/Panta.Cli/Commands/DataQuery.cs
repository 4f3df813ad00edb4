using System.CommandLine;
using System.Text.RegularExpressions;
using Panta.Cli.Printing;
using Panta.Cli.Sources;
using Panta.Data.Frames;

namespace Panta.Cli.Commands;

/// <summary><c>panta data query</c>: one SELECT over files, Delta tables and databases together.</summary>
static partial class DataQuery
{
    static readonly Argument<string> Sql = new("SQL") { Description = "One SELECT in DuckDB's SQL. It sees the names given by --from, and no file." };

    static readonly Option<string[]> From = new("--from")
    {
        Description = $"A name for the rows at a path; may be repeated. A path alone has the name 'data'. A path is: {SourceChoice.Paths}",
        HelpName = "NAME=PATH",
    };

    static readonly Option<string[]> Param = new("--param")
    {
        Description = "The value of the next ? (or $1, $2 …); may be repeated. 5, 0.5, true, null, 2024-05-01 and 2024-05-01T12:00:00Z are what they look like, all else is text; "
            + "in single quotes ('5') it is text too.",
        HelpName = "VALUE",
    };

    static readonly Option<bool> Csv = new("--csv") { Description = "Print the rows as CSV." };

    static readonly Option<string?> Out = new("--output", "-o")
    {
        Description = "Write the rows to this .csv, .parquet or .json file instead.",
        HelpName = "FILE",
    };

    static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("query",
            "Answer a SELECT over files, tables and databases; with --json one object a row. " + SourceChoice.Memory)
        {
            Sql, From, Param, Csv, Out, Force,
        };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) => Run(parsed, terminal, cancel));
        return command;
    }

    static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        var frames = Frames(parsed, cancel);
        var rows = DataFrame.Sql(parsed.GetValue(Sql)!, frames, [.. (parsed.GetValue(Param) ?? []).Select(ParameterText.Value)]);
        if (parsed.GetValue(Out) is { } into)
        {
            var target = new DataTarget(into) { Mode = parsed.GetValue(Force) ? TargetMode.Overwrite : TargetMode.Create };
            using var progress = new Progress(terminal, $"Writing {System.IO.Path.GetFileName(into)}");
            var written = target.Write(rows, terminal.Interactive ? progress : null, cancel);
            progress.Dispose();
            Output.Of(terminal, parsed).WriteLine(written.Document(), written.Sentence());
            return ExitCode.Done;
        }

        var form = parsed.GetValue(GlobalOptions.Json) ? RowForm.Json : parsed.GetValue(Csv) ? RowForm.Csv : RowForm.Text;
        RowPrinter.Print(terminal, form, rows, null, cancel);
        return ExitCode.Done;
    }

    static Dictionary<string, DataFrame> Frames(ParseResult parsed, CancellationToken cancel)
    {
        var frames = new Dictionary<string, DataFrame>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in parsed.GetValue(From) ?? [])
        {
            var named = NamedPath().Match(given);
            var (name, path) = named.Success ? (named.Groups["name"].Value, named.Groups["path"].Value) : ("data", given);
            if (!frames.TryAdd(name, SourceChoice.Open(parsed, path, cancel).Rows))
                throw new UsageException($"Two paths have the name '{name}'. Say --from NAME=PATH, each with a name of its own.");
        }

        return frames;
    }

    [GeneratedRegex("^(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<path>.+)$", RegexOptions.Singleline)]
    private static partial Regex NamedPath();
}
