using System.Text.RegularExpressions;

namespace Panta.Tests;

/// <summary>The repository works in any place: it names no machine, no folder outside itself and no package registry.</summary>
public sealed partial class PlaceTests
{
    // Hosts that a reader may be sent to; a registry is none of them.
    static readonly string[] Known =
    [
        "localhost", "example.com", "www.w3.org", "www.apache.org", "schemas.microsoft.com", "json-schema.org",
        "semver.org",
        "s3.amazonaws.com", // the namespace of an answer from S3
        "archive.ics.uci.edu", "creativecommons.org", "doi.org", "mlflow.org", "spark.apache.org", "learn.microsoft.com", "contributor-covenant.org",
    ];

    [Fact]
    public void Only_one_file_knows_where_the_shared_folder_is()
    {
        var outside = ".." + "/shared";

        var offenders = Repository.TextFiles().Where(file => file != "tests/Shared.cs" && Repository.Read(file).Contains(outside));

        Offenders.None(offenders);
    }

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine()
    {
        var offenders = from file in Repository.TextFiles()
                        from match in Somewhere().Matches(Repository.Read(file))
                        select $"{file}: {match.Value}";

        Offenders.None(offenders);
    }

    [Fact]
    public void No_file_names_a_package_registry()
    {
        var offenders = from file in Repository.TextFiles()
                        where !file.StartsWith("src/Panta.Server/wwwroot/", StringComparison.Ordinal)
                        from line in Repository.ReadLines(file)
                        where !Funding().IsMatch(line)
                        from match in Address().Matches(line)
                        let host = match.Groups["host"].Value
                        where !Known.Contains(host) && !host.EndsWith(".example", StringComparison.Ordinal)
                        select $"{file}: {match.Value}";

        Offenders.None(offenders);
    }

    [GeneratedRegex(@"(?<![\w.~}/-])/(?:work|workspace|home|Users|root|mnt)/[\w.-]+")]
    private static partial Regex Somewhere();

    // npm copies into its lock file where the authors of a package take donations.
    [GeneratedRegex(@"^\s*""url"": ""https://(github\.com/sponsors|opencollective\.com|tidelift\.com|www\.patreon\.com|paypal\.me|feross\.org)/")]
    private static partial Regex Funding();

    [GeneratedRegex(@"https?://(?<host>[A-Za-z][\w.-]*\.[A-Za-z]{2,})")]
    private static partial Regex Address();
}
