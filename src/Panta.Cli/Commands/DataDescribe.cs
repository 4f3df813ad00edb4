using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Cli.Printing;
using Panta.Cli.Sources;
using Panta.Data.Delta;

namespace Panta.Cli.Commands;

/// <summary><c>panta data describe</c>: what is at a path, as a whole.</summary>
static class DataDescribe
{
    static readonly Argument<string> Path = new("PATH") { Description = SourceChoice.Paths };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("describe", "Tell what is at a path: of a Delta table its version, size, properties, features and constraints, else format, size and rows; with --json one object.")
        {
            Path,
        };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var source = SourceChoice.Open(parsed, parsed.GetValue(Path)!, cancel);
            var document = source.Snapshot is { } snapshot ? OfTable(source.Table!.Details(snapshot.Version)) : OfOther(source, cancel);
            document["columns"] = new JsonArray([.. source.Rows.Schema.Fields.Select(field => new JsonObject
            {
                ["name"] = field.Name, ["type"] = field.Type.ToString(), ["nullable"] = field.Nullable,
            })]);
            Output.Of(terminal, parsed).WriteFields(document, [.. Fields(document)]);
            return ExitCode.Done;
        });
        return command;
    }

    static JsonObject OfTable(DeltaDetails table) => new()
    {
        ["path"] = table.Location,
        ["format"] = "delta",
        ["id"] = table.Id,
        ["name"] = table.Name,
        ["description"] = table.Description,
        ["created"] = table.CreatedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["version"] = table.Version,
        ["oldest_version"] = table.OldestVersion,
        ["partition_columns"] = Texts(table.PartitionColumns),
        ["files"] = table.Files,
        ["bytes"] = table.Bytes,
        ["rows"] = table.Rows,
        ["properties"] = Pairs(table.Properties),
        ["constraints"] = Pairs(table.Constraints),
        ["min_reader_version"] = table.MinReaderVersion,
        ["min_writer_version"] = table.MinWriterVersion,
        ["features"] = Texts(table.Features),
        ["checkpoints"] = new JsonArray([.. table.Checkpoints.Select(version => JsonValue.Create(version))]),
        ["writing_refused"] = table.WritingRefused,
    };

    static JsonObject OfOther(DataSource source, CancellationToken cancel)
    {
        var document = new JsonObject { ["path"] = source.Place, ["format"] = source.Format.ToString().ToLowerInvariant() };
        if (source.Files is { } scan)
        {
            document["files"] = scan.Files.Length;
            document["bytes"] = scan.Files.Sum(file => new FileInfo(file).Length);
        }

        document["rows"] = source.Rows.Count(cancel);
        if (source.Files is { MalformedCount: > 0 } dropped) document["malformed_rows"] = dropped.MalformedCount;
        return document;
    }

    static JsonObject Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    static IEnumerable<(string Name, string Value)> Fields(JsonObject document)
    {
        foreach (var (name, value) in document)
        {
            var text = CellText.Visible(Text(name, value));
            if (text.Length > 0) yield return (name.Replace('_', ' '), text);
        }
    }

    static string Text(string name, JsonNode? value) => value switch
    {
        JsonObject pairs => string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        JsonArray columns when name == "columns" => string.Join(", ", columns.Select(column => Column(column!))),
        JsonArray texts => string.Join(", ", texts.Select(text => text!.ToString())),
        JsonValue number when number.TryGetValue<long>(out var count) => name == "bytes" ? Size(count) : count.ToString("N0", CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    static string Column(JsonNode column) => $"{column["name"]}: {column["type"]}{(column["nullable"]!.GetValue<bool>() ? "" : " not null")}";

    /// <summary>A number of bytes as a person reads it.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes:N0} bytes",
        < 10_000_000 => $"{bytes / 1024.0:N1} KiB",
        < 10_000_000_000 => $"{bytes / 1048576.0:N1} MiB",
        _ => $"{bytes / 1073741824.0:N1} GiB",
    };
}
