using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Cli.Commands;

/// <summary><c>panta labels add</c>: sends the truth to an endpoint, from a file.</summary>
static class LabelsAdd
{
    const int RowsPerRequest = 10_000;

    static readonly Argument<FileInfo> File = new("FILE") { Description = "A CSV, Parquet or JSON file with a row per label." };

    static readonly Option<string> Endpoint = new("--endpoint")
    {
        Description = "The endpoint whose predictions the labels belong to.",
        HelpName = "NAME",
        Required = true,
    };

    static readonly Option<string> Key = new("--key")
    {
        Description = "The column of the key by which a label finds its prediction.",
        HelpName = "COLUMN",
        DefaultValueFactory = _ => "entity_key",
    };

    static readonly Option<string> Label = new("--label") { Description = "The column of the label.", HelpName = "COLUMN", DefaultValueFactory = _ => "label" };

    static readonly Option<string?> Time = new("--time")
    {
        Description = "The column of the time at which the label was known (default: now).",
        HelpName = "COLUMN",
    };

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
        var source = Data.Reading.Read.File(file.FullName).Flatten();
        var columns = source.Schema;
        foreach (var option in (Option<string?>[])[Key!, Label!, Time])
        {
            if (parsed.GetValue(option) is { } name && !columns.Contains(name))
                throw new UsageException($"{file.Name} has no column '{name}'; it has {string.Join(", ", columns.Names)}. Say which with {option.Name}.");
        }

        var (key, label) = (DuckDb.Quote(parsed.GetValue(Key)!), DuckDb.Quote(parsed.GetValue(Label)!));
        var time = parsed.GetValue(Time) is { } column ? DuckDb.Quote(column) : null;
        var rows = DataFrame.Sql(
            $"""
            SELECT CAST({key} AS VARCHAR) AS key, {(time is null ? "CAST(NULL AS BIGINT)" : $"epoch_ms(TRY_CAST({time} AS TIMESTAMP))")} AS time,
                   CASE WHEN CAST({label} AS VARCHAR) IN ('nan', 'inf', '-inf') THEN NULL ELSE CAST(to_json({label}) AS VARCHAR) END AS label
            FROM source
            """,
            new Dictionary<string, DataFrame> { ["source"] = source }).ToTable(cancel);
        Require(rows, "key", parsed.GetValue(Key)!, "a key", file);
        Require(rows, "label", parsed.GetValue(Label)!, "a label that is a number or a text", file);
        if (time is not null) Require(rows, "time", parsed.GetValue(Time)!, "a time such as 2011-03-01 14:00:00", file);
        return rows;
    }

    // Told before anything is sent, and by the file's own row.
    static void Require(Table rows, string name, string column, string needed, FileInfo file)
    {
        var values = rows[name];
        if (!values.Validity.HasNulls) return;

        var row = Enumerable.Range(0, rows.RowCount).First(at => values.IsNull(at));
        throw new UsageException($"Row {row + 1:N0} of {file.Name} has no {column}: needs {needed}. Nothing was sent.");
    }

    static JsonArray ToJson(Table rows) => new([.. Enumerable.Range(0, rows.RowCount).Select(row => new JsonObject
    {
        ["entity_key"] = JsonValue.Create(rows["key"].Value(row) as string),
        ["label_time"] = rows["time"].Value(row) is long milliseconds ? JsonValue.Create(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)) : null,
        ["label"] = rows["label"].Value(row) is string label ? JsonNode.Parse(label) : null,
    })]);
}
