using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Sources;
using Panta.Data.Profiles;
using Panta.Data.Schemas;

namespace Panta.Cli.Commands;

/// <summary><c>panta data profile</c>: what rows hold, column by column, as text and as one page.</summary>
static class DataProfile
{
    const double Strong = 0.5;
    const int MostPairs = 10;

    static readonly Argument<string> Path = new("PATH") { Description = SourceChoice.Paths };

    static readonly Option<FileInfo?> Out = new("--out", "-o")
    {
        Description = "Also write the page with histograms and correlations here, as HTML.",
        HelpName = "FILE",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("profile", "Show what rows hold: types, missing values, distributions, correlations; with --json one object.") { Path, Out };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var source = SourceChoice.Open(parsed, parsed.GetValue(Path)!, cancel);
            var name = System.IO.Path.GetFileName(source.Place.TrimEnd('/'));
            using var progress = new Progress(terminal, $"Reading {name}");
            var profile = TableProfile.Of(source.Rows.ToTable(cancel).Flatten(), cancel);
            progress.Dispose();

            if (parsed.GetValue(Out) is { } page) WritePage(page, profile, name);
            Write(Output.Of(terminal, parsed), profile);
            if (parsed.GetValue(Out) is { } written) terminal.Error.WriteLine($"Written: {written.FullName}");
            return ExitCode.Done;
        });
        return command;
    }

    static void WritePage(FileInfo page, TableProfile profile, string title)
    {
        page.Directory!.Create();
        File.WriteAllText(page.FullName, ProfileReport.Html(profile, title));
    }

    static void Write(Output output, TableProfile profile)
    {
        var pairs = Pairs(profile.Correlations).Where(pair => Math.Abs(pair.Value) >= Strong).OrderByDescending(pair => Math.Abs(pair.Value)).Take(MostPairs).ToArray();
        output.WriteSections(
            Document(profile, pairs),
            new($"{profile.RowCount:N0} rows", ["column", "type", "missing", "distinct", "least", "median", "mean", "largest", "most frequent"], [.. profile.Columns.Select(Row)], "No columns."),
            new("Strong correlations", ["column", "column", "Pearson"], [.. pairs.Select(pair => new[] { pair.First, pair.Second, $"{pair.Value:F3}" })], $"None of {Strong} or more."));
    }

    static IEnumerable<(string First, string Second, double Value)> Pairs(CorrelationMatrix matrix) =>
        from first in Enumerable.Range(0, matrix.Names.Length)
        from second in Enumerable.Range(first + 1, matrix.Names.Length - first - 1)
        where !double.IsNaN(matrix[first, second])
        select (matrix.Names[first], matrix.Names[second], matrix[first, second]);

    static string[] Row(ColumnSummary column) =>
    [
        column.Field.Name,
        column.Field.Type.ToString(),
        $"{100.0 * (column.NullCount + column.NaNCount) / Math.Max(1, column.RowCount):0.##} %",
        column.DistinctCount is { } distinct ? $"{distinct:N0}" : "",
        Number(column, numbers => numbers.Min),
        Number(column, numbers => numbers.Median),
        Number(column, numbers => numbers.Mean),
        Number(column, numbers => numbers.Max),
        string.Join("  ", column.TopValues.Take(3).Select(value => $"{Short(value.Value)} ({100.0 * value.Count / column.RowCount:0.#} %)")),
    ];

    static string Number(ColumnSummary column, Func<NumberSummary, double> figure) =>
        column.Numbers is { } numbers ? Show(figure(numbers), column.Field.Type.Kind) : "";

    static string Show(double value, TypeKind kind) => kind switch
    {
        TypeKind.Date => $"{DateTime.UnixEpoch.AddDays(Math.Round(value)):yyyy-MM-dd}",
        TypeKind.Timestamp or TypeKind.TimestampNtz => $"{DateTime.UnixEpoch.AddMicroseconds(value):yyyy-MM-dd HH:mm}",
        _ => value.ToString("G5"),
    };

    static JsonObject Document(TableProfile profile, (string First, string Second, double Value)[] pairs) => new()
    {
        ["rows"] = profile.RowCount,
        ["columns"] = new JsonArray([.. profile.Columns.Select(Column)]),
        ["strong_correlations"] = new JsonArray([.. pairs.Select(pair => new JsonObject { ["first"] = pair.First, ["second"] = pair.Second, ["pearson"] = pair.Value })]),
    };

    static JsonObject Column(ColumnSummary column) => new()
    {
        ["name"] = column.Field.Name,
        ["type"] = column.Field.Type.ToString(),
        ["rows"] = column.RowCount,
        ["nulls"] = column.NullCount,
        ["nans"] = column.NaNCount,
        ["distinct"] = column.DistinctCount,
        ["mean"] = Finite(column.Numbers?.Mean),
        ["deviation"] = Finite(column.Numbers?.StandardDeviation),
        ["minimum"] = Finite(column.Numbers?.Min),
        ["median"] = Finite(column.Numbers?.Median),
        ["maximum"] = Finite(column.Numbers?.Max),
        ["top"] = new JsonArray([.. column.TopValues.Select(value => new JsonObject { ["value"] = value.Value, ["count"] = value.Count })]),
    };

    // JSON has no NaN and no infinity.
    static JsonValue? Finite(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    static string Short(string text) => text.Length > 20 ? text[..19] + "…" : text;
}
