using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Cli.Commands;

/// <summary><c>panta labels add</c>: sends the truth to an endpoint, from a file.</summary>
static class LabelsAdd
{
    const int RowsPerRequest = 10_000;

    static readonly Argument<FileInfo> File = new("FILE") { Description = "A CSV, Parquet or JSON file with a row per label." };

    static readonly Option<string> Endpoint = new("--endpoint") { Description = "The endpoint whose predictions the labels belong to.", HelpName = "NAME", Required = true };

    static readonly Option<string> Key = new("--key") { Description = "The column of the key by which a label finds its prediction.", HelpName = "COLUMN", DefaultValueFactory = _ => "entity_key" };

    static readonly Option<string> Label = new("--label") { Description = "The column of the label.", HelpName = "COLUMN", DefaultValueFactory = _ => "label" };

    static readonly Option<string?> Time = new("--time") { Description = "The column of the time at which the label was known (default: now).", HelpName = "COLUMN" };

    public static Command Build(Terminal terminal)
    {
        var add = new Command("add", "Send labels from a file to an endpoint; those already sent count once.") { File, Endpoint, Key, Label, Time };
        ServerChoice.AddTo(add);
        add.SetAction(async (parsed, cancel) =>
        {
            var rows = Read(parsed, cancel);
            var address = $"api/1.0/endpoints/{Uri.EscapeDataString(parsed.GetValue(Endpoint)!)}/labels";
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            using var progress = new Progress(terminal, "Adding labels", rows.RowCount);
            for (var start = 0; start < rows.RowCount; start += RowsPerRequest)
            {
                var part = rows.Slice(start, Math.Min(RowsPerRequest, rows.RowCount - start));
                await server.PostAsync(address, new JsonObject { ["rows"] = ToJson(part) }, cancel);
                progress.Report(start + part.RowCount);
            }
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLine(new JsonObject { ["accepted"] = rows.RowCount }, $"{rows.RowCount:N0} labels are on disk.");
            return ExitCode.Done;
        });
        return new Command("labels", "Bring in the truth about predictions.") { add };
    }

    static Table Read(ParseResult parsed, CancellationToken cancel)
    {
        var file = parsed.GetValue(File)!;
        if (!file.Exists) throw new FileNotFoundException($"There is no file '{file.FullName}'.");

        using var duckDb = DuckDb.Open();
        var columns = duckDb.SchemaOf($"SELECT * FROM {DuckDb.Literal(file.FullName)}");
        foreach (var option in (Option<string?>[])[Key!, Label!, Time])
        {
            if (parsed.GetValue(option) is { } name && !columns.Contains(name))
                throw new UsageException($"{file.Name} has no column '{name}'; it has {string.Join(", ", columns.Names)}. Say which with {option.Name}.");
        }

        var time = parsed.GetValue(Time) is { } column ? $"epoch_ms(CAST({DuckDb.Quote(column)} AS TIMESTAMP))" : "NULL";
        return duckDb.Query(
            $"""
            SELECT CAST({DuckDb.Quote(parsed.GetValue(Key)!)} AS VARCHAR) AS key, CAST({time} AS BIGINT) AS time,
                   CAST(to_json({DuckDb.Quote(parsed.GetValue(Label)!)}) AS VARCHAR) AS label
            FROM {DuckDb.Literal(file.FullName)}
            """,
            [],
            cancel);
    }

    static JsonArray ToJson(Table rows) => new([.. Enumerable.Range(0, rows.RowCount).Select(row => new JsonObject
    {
        ["entity_key"] = JsonValue.Create(rows["key"].Value(row) as string),
        ["label_time"] = rows["time"].Value(row) is long milliseconds ? JsonValue.Create(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)) : null,
        ["label"] = rows["label"].Value(row) is string label ? JsonNode.Parse(label) : null,
    })]);
}
