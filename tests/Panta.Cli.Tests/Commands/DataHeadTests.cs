using System.Text.Json.Nodes;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

public sealed class DataHeadTests
{
    // Read by us, though not by the program that wrote what was expected.
    static readonly string[] Beyond = ["column_features"];

    public static TheoryData<string> Tables => Directory.Exists(Shared.Path("golden/delta"))
        ? [.. Directory.GetDirectories(Shared.Path("golden/delta")).Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal)]
        : ["append"];

    [SharedTheory("golden/delta")]
    [MemberData(nameof(Tables))]
    public async Task Every_version_of_every_table_is_printed_right_or_refused_in_one_line(string name)
    {
        var table = Shared.Path($"golden/delta/{name}/table");
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Shared.Path($"golden/delta/{name}/expected.json")))!;
        foreach (var version in expected["cases"]!.AsArray().Select(each => each!["expected"]!.AsObject()))
        {
            string[] at = version["version"] is { } number ? ["--version", number.ToString()] : [];
            var result = await Cli.RunAsync(["data", "head", table, .. at, "--limit", "all", "--json"]);

            if (name.StartsWith("bad_", StringComparison.Ordinal) || name == "spark_variant") RequireRefusal(result);
            else if (version.ContainsKey("error") && !Beyond.Contains(name)) RequireRefusal(result);
            else RequireRows(version, result);
        }
    }

    [Fact]
    public async Task The_table_is_aligned_and_shows_nulls_empty_texts_and_control_characters()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.json", """
            {"n": 1, "text": "a\u001b[31mred\nline"}
            {"n": 20, "text": null}
            {"n": null, "text": "null"}
            {"n": 300, "text": ""}
            """);

        var result = await Cli.RunAsync("data", "head", file);

        Assert.Equal("""
               n  text
               1  a\u001b[31mred\nline
              20  null
            null  "null"
             300  ""

            """, result.Out);
    }

    [Fact]
    public async Task Ten_rows_are_shown_and_a_word_on_how_to_see_more()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x\n" + string.Join('\n', Enumerable.Range(1, 25)));

        var ten = await Cli.RunAsync("data", "head", file);
        var all = await Cli.RunAsync("data", "head", file, "--limit", "all");
        var none = await Cli.RunAsync("data", "head", file, "--limit", "0");

        Assert.Equal((11, 26, 1), (Lines(ten), Lines(all), Lines(none)));
        Assert.Equal("panta: there are more than 10 rows; --limit N or --limit all prints more.\n", ten.Error);
        Assert.Empty(all.Error);
    }

    [Fact]
    public async Task On_a_terminal_wide_columns_are_cut_and_what_has_no_room_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", $"a,b,c,d,e\n{new string('x', 100)},{new string('y', 100)},1,2,{new string('z', 100)}\n");
        using var output = new StringWriter();
        var terminal = new Terminal { Out = output, Error = TextWriter.Null, In = TextReader.Null, Interactive = false, Width = 40 };
        using var narrow = new StringWriter();

        await CommandLine.RunAsync(["data", "head", file], terminal, CancellationToken.None);
        await CommandLine.RunAsync(["data", "head", file], terminal with { Out = narrow, Width = 24 }, CancellationToken.None);

        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 40));
        Assert.Contains("xxxxxxxxx…  yyyyyyyyy…  1  2  zzzzzzzzz…", output.ToString());
        Assert.Contains("… and 1 more column: e", narrow.ToString());
    }

    [Theory]
    [InlineData("--limit -1", "--limit is '-1'")]
    [InlineData("--limit 99999999999999999999", "needs a number of rows from 0 on, or all")]
    [InlineData("--version 0", "is no Delta table, so there are no versions of it")]
    [InlineData("--version 1 --at 2024-01-01", "Give one of them")]
    [InlineData("--at noon", "--at is 'noon'; needs a time such as")]
    [InlineData("--table x", "is no database")]
    [InlineData("--format xml", "allowed are csv, parquet, json, delta, postgres and sqlite")]
    [InlineData("--type x", "needs COLUMN=TYPE")]
    [InlineData("--type x=quaternion", "quaternion")]
    [InlineData("--delimiter ab", "needs one character")]
    public async Task Options_that_make_no_sense_are_named(string options, string said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x,y\n1,2\n");

        var result = await Cli.RunAsync(["data", "head", file, .. options.Split(' ')]);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error);
    }

    [Fact]
    public async Task Files_of_a_folder_are_read_when_it_is_said_what_they_are()
    {
        using var folder = new TemporaryFolder();
        foreach (var year in new[] { 2023, 2024 }) Directory.CreateDirectory(folder[$"year={year}"]);
        folder.Write("year=2023/a.csv", "x\n1\n");
        folder.Write("year=2024/a.csv", "x\n2\n");

        var named = await Cli.RunAsync("data", "head", folder.Root, "--format", "csv", "--json");
        var pattern = await Cli.RunAsync("data", "head", Path.Combine(folder.Root, "**", "*.csv"), "--json");
        var neither = await Cli.RunAsync("data", "head", folder.Root);

        Assert.Equal("{\"x\":1,\"year\":2023}\n{\"x\":2,\"year\":2024}\n", named.Out);
        Assert.Equal(named.Out, pattern.Out);
        Assert.Equal(1, neither.Code);
        Assert.Contains("say --format", neither.Error);
    }

    [Fact]
    public async Task How_text_is_read_can_be_said()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "no heading here\nprice;day\n1,5;02.01.2024\n-;03.01.2024\n");

        var result = await Cli.RunAsync(
            "data", "head", file, "--json", "--skip-lines", "1", "--delimiter", ";", "--decimal", ",", "--null", "-", "--type", "price=double", "--date-format", "%d.%m.%Y");

        Assert.Equal("{\"price\":1.5,\"day\":\"2024-01-02\"}\n{\"price\":null,\"day\":\"2024-01-03\"}\n", result.Out);
    }

    [SharedFact("golden/delta/time_travel")]
    public async Task A_table_is_read_at_a_time_and_by_the_version_in_its_path()
    {
        var table = Shared.Path("golden/delta/time_travel/table");
        var history = await Cli.RunAsync("data", "history", table, "--limit", "all", "--json");
        var third = history.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Single(line => line["version"]!.GetValue<long>() == 3);

        var byVersion = await Cli.RunAsync("data", "head", table, "--limit", "all", "--json", "--version", "3");
        var byPath = await Cli.RunAsync("data", "head", $"{table}@v3", "--limit", "all", "--json");
        var byTime = await Cli.RunAsync("data", "head", table, "--limit", "all", "--json", "--at", third["timestamp"]!.GetValue<string>());
        var newest = await Cli.RunAsync("data", "head", table, "--limit", "all", "--json");

        Assert.NotEqual(newest.Out, byVersion.Out);
        Assert.Equal((byVersion.Out, byVersion.Out), (byPath.Out, byTime.Out));
    }

    static int Lines(CliResult result) => result.Out.Count(character => character == '\n');

    static void RequireRefusal(CliResult result)
    {
        Assert.Equal(1, result.Code);
        Assert.Matches("^panta: [^\n]+\n$", result.Error);
    }

    static void RequireRows(JsonObject expected, CliResult result)
    {
        Assert.Equal((0, ""), (result.Code, result.Error));
        var fields = expected["schema"]?["fields"]?.AsArray() ?? [];
        var printed = GoldenRows.Printed(result.Out, fields).ToArray();
        if ((expected["rows"] ?? expected["delta_rs"]?["rows"])?.GetValue<long>() is { } count) Assert.Equal(count, printed.Length);
        if (expected["data"] is JsonArray data) Assert.Equal(GoldenRows.Of(data, fields), printed);
        if (expected["first_rows_sorted"] is JsonArray first) Assert.Empty(GoldenRows.Of(first, fields).Except(printed));
    }
}
