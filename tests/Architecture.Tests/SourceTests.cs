using System.Text.RegularExpressions;

namespace Panta.Tests;

/// <summary>What a source file may be: short, without regions, plans, mocks or unexplained suppressions.</summary>
public sealed partial class SourceTests
{
    const int LongestFile = 400;
    const int LongestLine = 239; // 160 is the aim
    static readonly string[] Hosts = ["Panta.Server", "Panta.Cli"];

    [Fact]
    public void Files_are_short_enough_to_read()
    {
        var offenders = from file in Sources()
                        let lines = Repository.ReadLines(file).Length
                        where lines > LongestFile
                        select $"{file}: {lines} lines";

        Offenders.None(offenders);
    }

    [Fact]
    public void Lines_fit_the_width()
    {
        var offenders = from file in Sources()
                        from line in Repository.ReadLines(file).Select((text, at) => (text, at))
                        where line.text.Length > LongestLine
                        select $"{file}({line.at + 1}): {line.text.Length} characters";

        Offenders.None(offenders);
    }

    [Fact]
    public void No_file_has_regions_or_open_ends()
    {
        var offenders = Sources().Where(file => OpenEnd().IsMatch(Repository.Read(file)));

        Offenders.None(offenders);
    }

    [Fact]
    public void Libraries_do_not_write_to_the_console()
    {
        var offenders = Repository.TextFiles("src", ".cs")
            .Where(file => !Hosts.Contains(file.Split('/')[1]) && ToConsole().IsMatch(Repository.Read(file)));

        Offenders.None(offenders);
    }

    [Fact]
    public void Suppressions_are_rare_and_give_a_reason()
    {
        var lines = Repository.TextFiles("src", ".cs").Sum(file => Repository.ReadLines(file).Length);
        var suppressions = (from file in Repository.TextFiles("src", ".cs")
                            from line in Repository.ReadLines(file).Where(IsSuppression)
                            select $"{file}: {line.Trim()}").ToArray();

        Assert.All(suppressions, line => Assert.True(line.Contains("//") || line.Contains("Justification"), $"No reason given: {line}"));
        Assert.True(
            suppressions.Length <= Math.Max(3, lines / 1000),
            $"{suppressions.Length} suppressions in {lines} lines:\n{string.Join('\n', suppressions)}");
    }

    [Fact]
    public void No_project_mocks_or_turns_documentation_warnings_off()
    {
        var offenders = Repository.TextFiles("src").Concat(["Directory.Packages.props", "Directory.Build.props"])
            .Where(file => file.EndsWith("proj") || file.EndsWith(".props"))
            .Where(file => Regex.IsMatch(Repository.Read(file), "1591|Moq|NSubstitute|FakeItEasy"));

        Offenders.None(offenders);
    }

    [Fact]
    public void Async_void_is_nowhere()
    {
        var offenders = Sources().Where(file => AsyncVoid().IsMatch(Repository.Read(file)));

        Offenders.None(offenders);
    }

    static IEnumerable<string> Sources() => new[] { "src", "tests", "bench", "eng", "examples" }.SelectMany(folder => Repository.TextFiles(folder, ".cs"));

    static bool IsSuppression(string line) => line.Contains("#pragma warning disable") || line.Contains("[SuppressMessage");

    [GeneratedRegex(@"^\s*#region|//\s*(TODO|FIXME|HACK|XXX)\b", RegexOptions.Multiline)]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"\bConsole\.(Write|Error|Out|Read)")]
    private static partial Regex ToConsole();

    [GeneratedRegex(@"\basync void\b(?! is nowhere)")]
    private static partial Regex AsyncVoid();
}
