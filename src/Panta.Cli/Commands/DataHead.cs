using System.CommandLine;
using Panta.Cli.Printing;
using Panta.Cli.Sources;

namespace Panta.Cli.Commands;

/// <summary><c>panta data head</c>: the first rows, or all of them.</summary>
static class DataHead
{
    static readonly Argument<string> Path = new("PATH") { Description = SourceChoice.Paths };

    static readonly Option<string> Limit = new("--limit") { Description = "At most so many rows.", HelpName = "N|all", DefaultValueFactory = _ => "10" };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("head", "Print the first rows as a table; with --json as one object a row, values without loss.") { Path, Limit };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var limit = RowPrinter.Limit(parsed.GetValue(Limit)!);
            var source = SourceChoice.Open(parsed, parsed.GetValue(Path)!, cancel);
            var form = parsed.GetValue(GlobalOptions.Json) ? RowForm.Json : RowForm.Text;
            var isCut = RowPrinter.Print(terminal, form, source.Rows, limit, cancel);
            if (isCut && form == RowForm.Text) terminal.Error.WriteLine($"panta: there are more than {limit:N0} rows; --limit N or --limit all prints more.");
            return ExitCode.Done;
        });
        return command;
    }
}
