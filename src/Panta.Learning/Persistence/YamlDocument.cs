using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Panta.Learning.Persistence;

/// <summary>
/// A YAML text as a JSON document that remembers where each value stood. Scalars as in YAML 1.2's core schema: null, true, false, numbers, <c>.nan</c>,
/// <c>.inf</c>; else text; quoted is always text. Anchors and aliases, tags and several documents in one text are refused.
/// </summary>
public sealed class YamlDocument
{
    const int DeepestNesting = 64;

    readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);

    YamlDocument()
    {
    }

    /// <summary>Gets the document; null where the text is empty.</summary>
    public JsonNode? Root { get; private set; }

    /// <summary>Parses a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <exception cref="DocumentException">The text is no YAML, or uses what is refused; the message has line and column.</exception>
    public static YamlDocument Parse(string text)
    {
        var document = new YamlDocument();
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                document.Root = document.Node(parser, "", 0);
                parser.Consume<DocumentEnd>();
            }

            if (!parser.TryConsume<StreamEnd>(out _)) throw Refused(parser.Current!.Start, "A second document begins here; one is allowed.");
        }
        catch (YamlException error)
        {
            throw Refused(error.Start, error.Message);
        }
        catch (InvalidOperationException)
        {
            throw Refused(parser.Current?.End ?? Mark.Empty, "What follows here is no YAML. Is a quote, bracket or brace left open?"); // the scanner lost its way
        }

        return document;
    }

    /// <summary>Writes a document as YAML in block style.</summary>
    /// <param name="node">The document.</param>
    public static string Write(JsonNode? node)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>Line and column, from 1, where the value at a path stands, or the nearest value around it.</summary>
    /// <param name="path">A JSON pointer such as <c>/pipeline/0/inputCol</c>.</param>
    public (int Line, int Column) PlaceOf(string path)
    {
        for (var at = path; ; at = at[..at.LastIndexOf('/')])
        {
            if (_places.TryGetValue(at, out var place)) return place;
            if (at.Length == 0) return (1, 1);
        }
    }

    /// <summary>The problems as one exception whose messages begin with line and column, in the order of the text.</summary>
    /// <param name="problems">Problems with paths into this document.</param>
    public DocumentException Locate(IEnumerable<DocumentProblem> problems) =>
        new([.. problems.Select(problem => (Problem: problem, Place: PlaceOf(problem.Path))).OrderBy(p => p.Place)
            .Select(p => p.Problem with { Message = $"line {p.Place.Line}, column {p.Place.Column}: {p.Problem.Message}" })]);

    static DocumentException Refused(Mark at, string message) => new([new("", $"line {at.Line}, column {at.Column}: {message}")]);

    JsonNode? Node(Parser parser, string path, int depth)
    {
        var start = parser.Current!.Start;
        if (depth > DeepestNesting) throw Refused(start, $"Values are nested deeper than {DeepestNesting}.");

        _places.TryAdd(path, ((int)start.Line, (int)start.Column));
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            if (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty) throw Refused(start, "Anchors and tags are not allowed.");
            return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value) : JsonValue.Create(scalar.Value);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            if (!sequence.Anchor.IsEmpty || !sequence.Tag.IsEmpty) throw Refused(start, "Anchors and tags are not allowed.");

            var items = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, $"{path}/{items.Count}", depth + 1));
            return items;
        }

        if (!parser.TryConsume<MappingStart>(out var mapping)) throw Refused(start, "Aliases are not allowed: write the value out.");
        if (!mapping.Anchor.IsEmpty || !mapping.Tag.IsEmpty) throw Refused(start, "Anchors and tags are not allowed.");

        return Mapping(parser, path, depth);
    }

    JsonObject Mapping(Parser parser, string path, int depth)
    {
        var entries = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw Refused(parser.Current!.Start, "A key must be text.");
            if (entries.ContainsKey(key.Value)) throw Refused(key.Start, $"The key '{key.Value}' is there twice.");

            var place = $"{path}/{RecordReader.Escape(key.Value)}";
            _places[place] = ((int)key.Start.Line, (int)key.Start.Column);
            entries.Add(key.Value, Node(parser, place, depth + 1));
        }

        return entries;
    }

    static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        ".nan" or ".NaN" or ".NAN" => JsonValue.Create("NaN"),
        ".inf" or ".Inf" or "+.inf" => JsonValue.Create("Infinity"),
        "-.inf" or "-.Inf" => JsonValue.Create("-Infinity"),
        _ when !"0123456789+-.".Contains(text[0]) => JsonValue.Create(text),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject entries:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in entries)
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                    items.All(item => item is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true,
                    isQuotedImplicit: false));
                break;
        }
    }

    // Text that would be read as another kind of value is quoted.
    static Scalar Text(string text)
    {
        var isPlain = Plain(text) is { } value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == text;
        return new(AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true);
    }
}
