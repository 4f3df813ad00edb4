using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Cli.Printing;
using Panta.Cli.Sources;
using Panta.Data.Delta;

namespace Panta.Cli.Commands;

/// <summary><c>panta data history</c>: the versions of a Delta table.</summary>
static class DataHistory
{
    static readonly Argument<string> Table = new("TABLE") { Description = "The folder of a Delta table, or s3://BUCKET/PREFIX." };

    static readonly Option<string> Limit = new("--limit")
    {
        Description = "At most so many versions, the newest first.",
        HelpName = "N|all",
        DefaultValueFactory = _ => "20",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("history", "List the versions of a Delta table: when, what was done, what it came to; with --json one object a version.")
        {
            Table, Limit,
        };
        command.SetWork((parsed, _) =>
        {
            var limit = (int)Math.Min(RowPrinter.Limit(parsed.GetValue(Limit)!) ?? int.MaxValue, int.MaxValue);
            var commits = DataSource.OpenTable(parsed.GetValue(Table)!).History(limit);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                foreach (var commit in commits) terminal.Out.WriteLine(Document(commit).ToJsonString(Output.OneLine));
                return ExitCode.Done;
            }

            new Output(terminal, json: false).WriteRows(
                new JsonArray(), ["version", "time", "operation", "asked for", "came to", "by"], [.. commits.Select(Row)], "No version is to be shown.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Row(DeltaCommit commit) =>
    [
        $"{commit.Version}",
        commit.Timestamp is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "",
        CellText.Visible(commit.Operation ?? ""),
        Shown(commit.Parameters.Where(pair => pair.Value is not ("" or "[]" or "{}" or "null"))),
        Shown(commit.Metrics.Where(pair => pair.Key.StartsWith("num", StringComparison.Ordinal) && pair.Value != "0")),
        CellText.Visible(commit.Engine ?? ""),
    ];

    static string Shown(IEnumerable<KeyValuePair<string, string>> pairs) => CellText.Visible(string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}")));

    static JsonObject Document(DeltaCommit commit) => new()
    {
        ["version"] = commit.Version,
        ["timestamp"] = commit.Timestamp is { } time ? JsonValue.Create(time) : null,
        ["operation"] = commit.Operation,
        ["parameters"] = Texts(commit.Parameters),
        ["metrics"] = Texts(commit.Metrics),
        ["read_version"] = commit.ReadVersion,
        ["blind_append"] = commit.IsBlindAppend,
        ["engine"] = commit.Engine,
    };

    static JsonObject Texts(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
