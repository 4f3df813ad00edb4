using System.CommandLine;
using Panta.Cli.Sources;

namespace Panta.Cli.Commands;

/// <summary><c>panta data convert</c>: rows from anywhere to anywhere, streamed.</summary>
static class DataConvert
{
    static readonly Argument<string> From = new("FROM") { Description = SourceChoice.Paths };

    static readonly Argument<string> To = new("TO")
    {
        Description = "A .csv, .parquet or .json file (text also with .gz or .zst after it), a folder or s3://BUCKET/PREFIX for a Delta table, or postgres://HOST/DATABASE#TABLE.",
    };

    static readonly Option<string?> As = new("--to")
    {
        Description = "What to write (default: by the name of TO).",
        HelpName = "csv|parquet|json|delta|postgres",
    };

    static readonly Option<string> Mode = new("--mode")
    {
        Description = "What becomes of a table or file that is there: create refuses it, append adds to a table, overwrite replaces it.",
        HelpName = "create|append|overwrite",
        DefaultValueFactory = _ => "create",
    };

    static readonly Option<string?> PartitionBy = new("--partition-by")
    {
        Description = "Delta, Parquet: columns whose values become folders, separated by commas.",
        HelpName = "COLUMNS",
    };

    static readonly Option<string?> Compression = new("--compression")
    {
        Description = "Parquet: how pages are packed (default: zstd).",
        HelpName = "zstd|snappy|gzip|lz4_raw|uncompressed",
    };

    static readonly Option<string?> Into = new("--to-table") { Description = "The table of a database to write, in place of '#TABLE'.", HelpName = "NAME" };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("convert",
            "Write rows from a file, table or database to another, in bounded memory; with --json one object says what was written. " + SourceChoice.Memory)
        {
            From, To, As, Mode, PartitionBy, Compression, Into,
        };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var target = new DataTarget(parsed.GetValue(To)!)
            {
                Format = SourceChoice.FormatOf("--to", parsed.GetValue(As)),
                Mode = ModeOf(parsed.GetValue(Mode)!),
                PartitionBy = [.. Columns(parsed.GetValue(PartitionBy))],
                Compression = parsed.GetValue(Compression),
                Table = parsed.GetValue(Into),
            };
            target.Check();
            var source = SourceChoice.Open(parsed, parsed.GetValue(From)!, cancel);
            using var progress = new Progress(terminal, "Writing", source.KnownRows);
            var written = target.Write(source.Rows, terminal.Interactive ? progress : null, cancel);
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLine(written.Document(), written.Sentence());
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Names of columns, separated by commas.</summary>
    internal static IEnumerable<string> Columns(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static TargetMode ModeOf(string text) => text.ToLowerInvariant() switch
    {
        "create" => TargetMode.Create,
        "append" => TargetMode.Append,
        "overwrite" => TargetMode.Overwrite,
        _ => throw new UsageException($"--mode is '{text}'; allowed are create, append and overwrite."),
    };
}
