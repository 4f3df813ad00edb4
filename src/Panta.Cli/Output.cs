using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Panta.Cli;

/// <summary>Writes a command's result: one JSON document, or the text a person reads.</summary>
sealed class Output(Terminal terminal, bool json)
{
    /// <summary>How a JSON object a line is written.</summary>
    internal static JsonSerializerOptions OneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The output that the command line asks for.</summary>
    public static Output Of(Terminal terminal, ParseResult parsed) => new(terminal, parsed.GetValue(GlobalOptions.Json));

    /// <summary>Writes the document, or in its place the text.</summary>
    public void Write(JsonNode document, Action<IAnsiConsole> text)
    {
        if (json) terminal.Out.WriteLine(document.ToJsonString(Indented));
        else text(terminal.Console(terminal.Out));
    }

    /// <summary>Writes the document, or in its place one sentence.</summary>
    public void WriteLine(JsonNode document, string sentence) => Write(document, console => console.WriteLine(sentence));

    /// <summary>Writes the document, or in its place lines of text.</summary>
    public void WriteLines(JsonNode document, IEnumerable<string> lines) => Write(document, console =>
    {
        foreach (var line in lines) console.WriteLine(line);
    });

    /// <summary>Writes rows under headings; a sentence where there are none.</summary>
    public void WriteRows(JsonNode document, IReadOnlyList<string> headings, IReadOnlyList<string[]> rows, string none) =>
        Write(document, console => WriteTable(console, new("", headings, rows, none)));

    /// <summary>Writes tables one after the other, each under its title.</summary>
    public void WriteSections(JsonNode document, params Section[] sections) => Write(document, console =>
    {
        foreach (var section in sections)
        {
            console.WriteLine(section.Title);
            WriteTable(console, section);
            console.WriteLine();
        }
    });

    /// <summary>Writes names and what belongs to them, aligned.</summary>
    public void WriteFields(JsonNode document, params (string Name, string Value)[] fields) => Write(document, console =>
    {
        var width = fields.Max(field => field.Name.Length);
        foreach (var (name, value) in fields) console.WriteLine($"{name.PadRight(width)}  {value}");
    });

    /// <summary>Writes rows under headings; a sentence where there are none.</summary>
    internal static void WriteTable(IAnsiConsole console, Section section)
    {
        if (section.Rows.Count == 0)
        {
            console.WriteLine(section.None);
            return;
        }

        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var heading in section.Headings) table.AddColumn(new TableColumn(Markup.Escape(heading)) { NoWrap = true, Padding = new(0, 0, 2, 0) });
        foreach (var row in section.Rows) table.AddRow([.. row.Select(cell => new Text(cell))]);
        console.Write(table);
    }
}
