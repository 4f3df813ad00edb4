using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Printing;
using Panta.Cli.Sources;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Spectre.Console;

namespace Panta.Cli.Commands;

/// <summary><c>panta data schema</c>: the columns, and why they were taken for what they are.</summary>
static class DataSchema
{
    static readonly Argument<string> Path = new("PATH") { Description = SourceChoice.Paths };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("schema", "Show the columns with their types, and what was found out of a text file and why; with --json one object.")
        {
            Path,
        };
        SourceChoice.AddTo(command);
        command.SetWork((parsed, cancel) =>
        {
            var source = SourceChoice.Open(parsed, parsed.GetValue(Path)!, cancel);
            var inferred = source.Files?.Inferred;
            var why = (inferred?.Columns ?? []).ToDictionary(column => column.Name);
            var fields = source.Rows.Schema.Fields;
            Output.Of(terminal, parsed).Write(Document(source, inferred, why), console =>
            {
                var rows = fields.Select(field => Row(field, why.GetValueOrDefault(field.Name)));
                Output.WriteTable(console, new("", ["column", "type", "null", "known", "why"], [.. rows], "No columns."));
                foreach (var note in inferred?.Notes ?? []) console.WriteLine(CellText.Visible(note));
            });
            return ExitCode.Done;
        });
        return command;
    }

    static string[] Row(Field field, InferredColumn? why) =>
    [
        CellText.Visible(field.Name),
        CellText.Visible(field.Type.ToString()),
        field.Nullable ? "yes" : "no",
        CellText.Visible(string.Join(", ", Known(field).Select(known => $"{known.Name}: {known.Value}"))),
        why is null ? "" : CellText.Visible(string.Join("; ", Why(why))),
    ];

    static IEnumerable<(string Name, string Value)> Known(Field field)
    {
        if (field.Unit is { } unit) yield return ("unit", unit);
        if (field.Nominal is { } names) yield return ("values", string.Join(" | ", names));
        foreach (var (name, value) in field.Metadata) yield return (name, value);
    }

    static IEnumerable<string> Why(InferredColumn column)
    {
        if (column.IsGiven) yield return "given";
        if (column.Values > 0) yield return $"{column.Values:N0} values seen, {column.Nulls:N0} null";
        if (column.Format is { } form) yield return $"written as {form}";
        // That a number is no truth value needs no reason.
        if (column.RuledOut is { } ruledOut && (ruledOut != "boolean" || column.Type == DataType.String))
            yield return $"not {ruledOut}: line {column.Line:N0} has '{column.RuledOutBy}'";
        if (column.Note is { } note) yield return note;
    }

    static JsonObject Document(DataSource source, InferredSchema? inferred, Dictionary<string, InferredColumn> why)
    {
        var document = new JsonObject { ["path"] = source.Place, ["format"] = source.Format.ToString().ToLowerInvariant() };
        if (source.Snapshot is { } snapshot) document["version"] = snapshot.Version;
        document["columns"] = new JsonArray([.. source.Rows.Schema.Fields.Select(field => Column(field, why.GetValueOrDefault(field.Name)))]);
        if (inferred is not null)
        {
            document["rows_seen"] = inferred.Rows;
            document["notes"] = new JsonArray([.. inferred.Notes.Select(note => JsonValue.Create(note))]);
        }

        return document;
    }

    static JsonObject Column(Field field, InferredColumn? why)
    {
        var column = new JsonObject { ["name"] = field.Name, ["type"] = field.Type.ToString(), ["nullable"] = field.Nullable };
        if (field.Unit is { } unit) column["unit"] = unit;
        if (field.Nominal is { } names) column["nominal"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
        column["metadata"] = new JsonObject(field.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (why is not null) column["inferred"] = Inferred(why);
        return column;
    }

    static JsonObject Inferred(InferredColumn column) => new()
    {
        ["given"] = column.IsGiven,
        ["values"] = column.Values,
        ["nulls"] = column.Nulls,
        ["form"] = column.Format,
        ["ruled_out"] = column.RuledOut,
        ["ruled_out_by"] = column.RuledOutBy,
        ["line"] = column.Line,
        ["file"] = column.File,
        ["note"] = column.Note,
    };
}
