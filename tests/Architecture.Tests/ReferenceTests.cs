using System.Xml.Linq;

namespace Panta.Tests;

/// <summary>Which assembly may reference which: the table of docs/architecture.md.</summary>
public sealed class ReferenceTests
{
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Panta.Data"] = [],
        ["Panta.Learning"] = ["Panta.Data"],
        ["Panta.Monitoring"] = ["Panta.Data", "Panta.Learning"],
        ["Panta.Tracking"] = ["Panta.Data"],
        ["Panta.Serving"] = ["Panta.Data", "Panta.Learning", "Panta.Tracking"],
        ["Panta.Workflows"] = ["Panta.Data", "Panta.Learning", "Panta.Monitoring", "Panta.Tracking", "Panta.Serving"],
        ["Panta.Server"] = ["Panta.Data", "Panta.Learning", "Panta.Monitoring", "Panta.Tracking", "Panta.Serving", "Panta.Workflows"],
        ["Panta.Cli"] = ["Panta.Data", "Panta.Learning", "Panta.Monitoring", "Panta.Tracking", "Panta.Serving", "Panta.Workflows", "Panta.Server"],
    };

    public static TheoryData<string> Projects => [.. Repository.TextFiles("src", ".csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        var allowed = Allowed[Path.GetFileNameWithoutExtension(project)];

        var referenced = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Offenders.None(referenced.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_its_own_tests_see_the_internals_of_a_project(string project)
    {
        var friends = Items(project, "InternalsVisibleTo");

        // The end-to-end tests drive the command line's own demo.
        string[] allowed = [$"{Path.GetFileNameWithoutExtension(project)}.Tests", .. project.EndsWith("Panta.Cli.csproj", StringComparison.Ordinal) ? ["EndToEnd.Tests"] : Array.Empty<string>()];
        Assert.All(friends, friend => Assert.Contains(friend, allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_a_row_in_the_architecture_page(string project) =>
        Assert.Contains($"| `{Path.GetFileNameWithoutExtension(project)}`", Repository.Read("docs/architecture.md"));

    [Fact]
    public void Package_versions_stand_in_one_file()
    {
        var versioned = Repository.TextFiles(ending: ".csproj").Where(project => Repository.Read(project).Contains(" Version=\""));

        Offenders.None(versioned);
    }

    static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(Repository.Read(project)).Descendants(kind).Select(item => (string)item.Attribute("Include")!);
}
