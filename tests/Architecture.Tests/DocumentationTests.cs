using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Panta.Tests;

/// <summary>Every public member says what it is; every example in the documentation is a test as well.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Assemblies => [.. Repository.AssemblyNames];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_documented_member_has_a_summary(string assembly)
    {
        // That each public member is documented at all the compiler sees to: CS1591 is an error here.
        var empty = from member in Members(assembly)
                    let summary = member.Element("summary")
                    where string.IsNullOrWhiteSpace((string?)summary) && summary?.HasElements != true && member.Element("inheritdoc") is null
                    let name = (string)member.Attribute("name")!
                    where !name.Contains("System.Text.RegularExpressions.Generated", StringComparison.Ordinal)
                    select name;

        Offenders.None(empty);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_example_is_run_by_a_test(string assembly)
    {
        var tested = string.Concat(Repository.TextFiles("tests", ".cs").Select(file => Squeeze(Repository.Read(file))));

        var untested = from member in Members(assembly)
                       from code in member.Descendants("code")
                       where !tested.Contains(Squeeze(code.Value))
                       select (string)member.Attribute("name")!;

        Offenders.None(untested);
    }

    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        var broken = from page in Repository.TextFiles(ending: ".md")
                     from target in Link().Matches(Repository.Read(page)).Select(match => match.Groups["target"].Value)
                     where !target.Contains("://") && !target.StartsWith('#')
                     let path = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target.Split('#')[0])
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{page}: {target}";

        Offenders.None(broken);
    }

    static IEnumerable<XElement> Members(string assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml");
        Assert.True(File.Exists(file), $"{file} is missing: GenerateDocumentationFile is off.");
        return XDocument.Load(file).Descendants("member").Where(member => !IsGenerated(member));
    }

    // What the compiler's generator of regular expressions says of a pattern is not ours.
    static bool IsGenerated(XElement member) => member.Element("summary") is null && ((string?)member.Element("remarks"))?.TrimStart().StartsWith("Pattern:", StringComparison.Ordinal) == true;

    static string Squeeze(string code) => Spaces().Replace(code, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
