using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Panta.Data.Reading;
using Panta.Data.Summaries;

namespace Panta.Cli.Commands;

/// <summary><c>panta data profile</c>: what is in a file, column by column, as text and as one page.</summary>
static class DataProfile
{
    static readonly Argument<FileInfo> File = new("FILE") { Description = "A CSV, Parquet or JSON file." };

    static readonly Option<FileInfo?> Out = new("--out", "-o") { Description = "Also write the page with histograms and correlations here, as HTML.", HelpName = "FILE" };

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("profile", "Show what a file holds: types, missing values, distributions, correlations.") { File, Out };
        command.SetAction((parsed, cancel) =>
        {
            using var progress = new Progress(terminal, $"Reading {parsed.GetValue(File)!.Name}");
            var summary = TableSummary.Of(Files.Read(parsed.GetValue(File)!.FullName, cancel: cancel), cancel);
            progress.Dispose();

            if (parsed.GetValue(Out) is { } page) WritePage(page, summary, parsed.GetValue(File)!.Name);
            Write(Output.Of(terminal, parsed), summary);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    static void WritePage(FileInfo page, TableSummary summary, string title)
    {
        page.Directory!.Create();
        System.IO.File.WriteAllText(page.FullName, SummaryPage.Html(summary, title));
    }

    static void Write(Output output, TableSummary summary)
    {
        var document = JsonSerializer.SerializeToNode(summary, Json)!;
        var strongest = summary.Correlations.Where(pair => Math.Abs(pair.Value) >= 0.5).OrderByDescending(pair => Math.Abs(pair.Value)).Take(10);
        output.WriteSections(
            document,
            new($"{summary.Rows:N0} rows", ["column", "type", "missing", "distinct", "least", "median", "mean", "largest", "most frequent"], [.. summary.Columns.Select(Row)], "No columns."),
            new("Strong correlations", ["column", "column", "Pearson"], [.. strongest.Select(pair => new[] { pair.First, pair.Second, $"{pair.Value:F3}" })], "None of 0.5 or more."));
    }

    static string[] Row(ColumnSummary column) =>
    [
        column.Name, column.TypeName, $"{100 * column.MissingShare:0.##} %", $"{column.Distinct:N0}", Short(column.Minimum),
        column.Quantiles.IsEmpty ? "" : $"{column.Quantiles[2]:G5}", column.Mean is { } mean ? $"{mean:G5}" : "", Short(column.Maximum),
        string.Join("  ", column.Top.Take(3).Select(value => $"{Short(value.Value)} ({100.0 * value.Count / column.Rows:0.#} %)")),
    ];

    static string Short(string? text) => text is null ? "" : text.Length > 20 ? text[..19] + "…" : text;
}
