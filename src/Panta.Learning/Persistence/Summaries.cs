using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Panta.Learning.Persistence;

/// <summary>Summaries of types and properties out of the XML documentation beside their assembly; null where there is none.</summary>
static partial class Summaries
{
    static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Documents = new();

    public static string? Of(Type type) => Find(type.Assembly, $"T:{type.FullName}");

    public static string? Of(PropertyInfo property) => Find(property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}");

    static string? Find(Assembly assembly, string id) => Documents.GetOrAdd(assembly, Load).GetValueOrDefault(id);

    static Dictionary<string, string> Load(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (assembly.Location.Length == 0 || !File.Exists(file)) return [];

        // Documentation is for people: a program whose documentation is damaged works without it.
        try
        {
            return XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null)
                .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!));
        }
        catch (XmlException)
        {
            return [];
        }
    }

    static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants("see").ToList()) reference.ReplaceWith(((string?)reference.Attribute("cref") ?? "").Split('.')[^1]);
        var text = Spaces().Replace(summary.Value, " ").Trim();
        return text.StartsWith("Gets ", StringComparison.Ordinal) ? char.ToUpperInvariant(text[5]) + text[6..] : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
