using System.Text.RegularExpressions;

namespace Panta.Tests;

/// <summary>Types are named after what they are in the field; files, folders and namespaces after the types.</summary>
public sealed partial class NamingTests
{
    static readonly string[] ForbiddenEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor", "Wrapper", "Impl", "Dto", "Info", "Data"];
    static readonly string[] ForbiddenFolders =
        ["Services", "Helpers", "Utils", "Interfaces", "Extensions", "Core", "Common", "Shared", "Abstractions", "Contracts", "Managers", "Dtos"];

    [Fact]
    public void No_type_hides_behind_an_empty_ending()
    {
        var offenders = Repository.Types.Where(type => ForbiddenEndings.Any(ending => NameOf(type).EndsWith(ending, StringComparison.Ordinal)));

        Offenders.None(offenders.Select(type => type.FullName));
    }

    [Fact]
    public void Folders_are_nouns_of_the_field()
    {
        var folders = Repository.TextFiles("src", ".cs").SelectMany(file => file.Split('/').SkipLast(1)).Distinct();

        Offenders.None(folders.Intersect(ForbiddenFolders));
    }

    [Fact]
    public void A_file_holds_one_public_type_and_is_named_after_it()
    {
        var offenders = from file in Repository.TextFiles("src", ".cs")
                        let names = PublicType().Matches(Repository.Read(file)).Select(match => match.Groups["name"].Value).Distinct().ToArray()
                        let stem = Path.GetFileName(file).Split('.')[0]
                        where names.Length > 1 || (names.Length == 1 && stem != names[0] && stem != $"{names[0]}OfT")
                        select $"{file}: {string.Join(", ", names)}";

        Offenders.None(offenders);
    }

    [Fact]
    public void A_namespace_is_the_assembly_and_at_most_one_folder()
    {
        var offenders = from file in Repository.TextFiles("src", ".cs")
                        let parts = file.Split('/')
                        let expected = parts[1] + (parts.Length > 3 ? "." + parts[2] : "")
                        let found = Namespace().Match(Repository.Read(file)).Groups["name"].Value
                        where found != "" && found != expected && found != "Microsoft.Extensions.DependencyInjection"
                        select $"{file}: {found}, not {expected}";

        Offenders.None(offenders);
    }

    [Fact]
    public void A_test_class_is_named_after_its_file()
    {
        var offenders = from file in Repository.TextFiles("tests", "Tests.cs")
                        where !Repository.Read(file).Contains($"class {Path.GetFileName(file).Split('.')[0]}")
                        select file;

        Offenders.None(offenders);
    }

    static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
