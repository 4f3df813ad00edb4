using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Cli.Sources;
using Panta.Data.Delta;
using Panta.Data.Expressions;

namespace Panta.Cli.Commands;

/// <summary><c>panta data optimize</c>: arranges the files of a Delta table anew.</summary>
static class TableOptimize
{
    static readonly Argument<string> Table = new("TABLE") { Description = "The folder of a Delta table, or s3://BUCKET/PREFIX." };

    static readonly Option<string?> Where = new("--where")
    {
        Description = "Only the partitions for which this is true, as \"year = 2024\".",
        HelpName = "SQL",
    };

    static readonly Option<string?> ZOrder = new("--z-order")
    {
        Description = "Put rows that are alike in these columns into the same files.",
        HelpName = "COLUMNS",
    };

    static readonly Option<string?> TargetSize = new("--target-size")
    {
        Description = "The size of a file, as 128MB (default: the table's property, else 128 MiB).",
        HelpName = "SIZE",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("optimize", "Put small files of a Delta table together, or its rows in Z-order; rows stay the same; with --json one object.")
        {
            Table, Where, ZOrder, TargetSize,
        };
        command.SetWork((parsed, cancel) =>
        {
            var how = new DeltaOptimize
            {
                Where = parsed.GetValue(Where) is { } where ? Expression.Parse(where) : null,
                TargetBytes = parsed.GetValue(TargetSize) is { } size ? Bytes(size) : null,
                ZOrderBy = [.. DataConvert.Columns(parsed.GetValue(ZOrder))],
            };
            var table = DataSource.OpenTable(parsed.GetValue(Table)!);
            using var progress = new Progress(terminal, "Arranging files");
            var before = table.Version;
            var change = table.Optimize(how, cancel);
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLine(
                new JsonObject
                {
                    ["version"] = change.Version,
                    ["changed"] = change.Version > before,
                    ["files_removed"] = change.FilesRemoved,
                    ["files_added"] = change.FilesAdded,
                },
                change.FilesRemoved == 0
                    ? $"Nothing to do: version {change.Version} is arranged so already."
                    : $"{change.FilesRemoved:N0} files became {change.FilesAdded:N0}: version {change.Version}. The old ones stay until a vacuum.");
            return ExitCode.Done;
        });
        return command;
    }

    static long Bytes(string text)
    {
        var number = text.AsSpan().TrimEnd("BbIiKkMmGgTt ");
        var unit = text[number.Length..].Trim().ToUpperInvariant().Replace("I", "", StringComparison.Ordinal) switch
        {
            "" or "B" => 1L,
            "K" or "KB" => 1L << 10,
            "M" or "MB" => 1L << 20,
            "G" or "GB" => 1L << 30,
            _ => 0,
        };
        return unit > 0 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * unit is >= 1 and <= 1L << 40
            ? (long)(count * unit)
            : throw new UsageException($"--target-size is '{text}'; needs a number of bytes up to 1024 GB, as 128MB or 1GB.");
    }
}
