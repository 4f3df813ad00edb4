using Panta.Tests;

namespace Panta.Data.Tests.Reading;

public sealed class FileFuzzTests
{
    const int MostMegabytes = 600;

    [Fact]
    public Task Damaged_csv_files_are_read_or_refused_with_their_name() => Fuzz.Fuzz.RequireSafe("csv", 0, 750, MostMegabytes);

    [Fact]
    public Task Damaged_json_files_are_read_or_refused_with_their_name() => Fuzz.Fuzz.RequireSafe("json", 0, 750, MostMegabytes);

    [LongFact]
    public Task Thirty_thousand_damaged_csv_files_are_read_or_refused() => Fuzz.Fuzz.RequireSafe("csv", 1_000_000, 30_000, MostMegabytes);

    [LongFact]
    public Task Thirty_thousand_damaged_json_files_are_read_or_refused() => Fuzz.Fuzz.RequireSafe("json", 1_000_000, 30_000, MostMegabytes);
}
