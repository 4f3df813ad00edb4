using System.Text;
using System.Text.Json.Nodes;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

public sealed class ProjectNewTests
{
    [Fact]
    public async Task A_quantity_over_time_becomes_a_project_judged_on_its_newest_rows()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("hour.csv", Hours(2000));

        var result = await Cli.RunAsync("new", file, "--target", "rentals", "--out", folder["panta.yaml"]);

        Assert.Equal(0, result.Code);
        Snapshot.Match(await File.ReadAllTextAsync(folder["panta.yaml"]));
    }

    [Fact]
    public async Task Classes_in_text_become_numbers_and_texts_become_categories()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("customers.csv", Customers(300));

        var result = await Cli.RunAsync("new", file, "--target", "Left", "--out", folder["panta.yaml"]);

        Assert.Equal(0, result.Code);
        Snapshot.Match(await File.ReadAllTextAsync(folder["panta.yaml"]));
    }

    [Fact]
    public async Task A_window_is_long_enough_to_hold_rows_that_tell_something()
    {
        using var folder = new TemporaryFolder();
        var start = new DateTime(2015, 2, 2);
        folder.Write("air.csv", "at,light,co2\n" + string.Concat(Enumerable.Range(0, 1280).Select(row => $"{start.AddMinutes(10 * row):yyyy-MM-dd HH:mm:ss},{row % 97},{400 + row % 89}.5\n")));

        await Cli.RunAsync("new", folder["air.csv"], "--target", "co2", "--out", folder["panta.yaml"]);

        Assert.Contains("  window: 1d\n", await File.ReadAllTextAsync(folder["panta.yaml"])); // an hour would hold six
    }

    [Fact]
    public async Task What_adds_up_to_the_target_is_left_out_and_said()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var rows = Enumerable.Range(0, 400).Select(row => (Hour: row % 24, Casual: random.Next(60), Registered: random.Next(300), Year: row / 200));
        folder.Write("bikes.csv", "hr,yr,casual,registered,cnt\n" + string.Concat(rows.Select(row => $"{row.Hour},{row.Year},{row.Casual},{row.Registered},{row.Casual + row.Registered}\n")));

        var result = await Cli.RunAsync("new", folder["bikes.csv"], "--target", "cnt", "--out", folder["panta.yaml"]);

        var yaml = await File.ReadAllTextAsync(folder["panta.yaml"]);
        Assert.Contains("casual and registered add up to cnt", result.Out, StringComparison.Ordinal);
        Assert.Contains("# left out: casual and registered add up to cnt, so a model in use would not have them", yaml, StringComparison.Ordinal);
        Assert.Contains("inputCols: [hr, yr]", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("price * 1.1", "leak follows price (correlation 1)")]
    [InlineData("ln(price)", "leak follows price (correlation 1)")]
    [InlineData("price + 40 * sin(area)", null)]
    public async Task A_column_is_left_out_only_where_it_says_the_target_by_itself(string leak, string? said)
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(300));
        using var duck = Panta.Data.Reading.DuckDb.Open();
        duck.Execute($"COPY (SELECT area, rooms, {leak} AS leak, price FROM '{folder["houses.csv"]}') TO '{folder["more.csv"]}'");

        var result = await Cli.RunAsync("new", folder["more.csv"], "--target", "price", "--out", folder["panta.yaml"], "--json");

        var leaks = System.Text.Json.Nodes.JsonNode.Parse(result.Out)!["leaks"]!.AsArray();
        Assert.Equal(said, (string?)leaks.SingleOrDefault()?["why"]);
    }

    [Fact]
    public async Task A_column_that_names_the_class_in_other_words_is_left_out()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(6);
        var rows = Enumerable.Range(0, 300).Select(row => (Age: random.Next(80), Survived: random.Next(10) < 4));
        folder.Write("people.csv", "age,deck,alive,survived\n" + string.Concat(rows.Select((row, at) => $"{row.Age},{"ABC"[at % 3]},{(row.Survived ? "yes" : "no")},{(row.Survived ? 1 : 0)}\n")));

        var result = await Cli.RunAsync("new", folder["people.csv"], "--target", "survived", "--out", folder["panta.yaml"]);

        Assert.Contains("alive determines survived by itself", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("alive_index", await File.ReadAllTextAsync(folder["panta.yaml"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_target_a_person_is_asked_and_may_take_the_guess()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("hour.csv", Hours(50));

        var result = await Cli.AnswerAsync("\n", "new", file, "--out", folder["panta.yaml"], "--json");

        Assert.Contains("Which one is to be predicted? [rentals]", result.Error);
        Assert.Equal("rentals", JsonNode.Parse(result.Out)!["target"]!.ToString());
    }

    [Fact]
    public async Task Without_a_target_and_nobody_to_ask_the_columns_are_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("hour.csv", Hours(50));

        var result = await Cli.RunAsync("new", file, "--out", folder["panta.yaml"]);

        Assert.Equal(2, result.Code);
        Assert.Equal("panta: Which column is to be predicted? Say --target COLUMN, as --target rentals. There are at, temp, wind, day, rentals.\n", result.Error);
        Assert.False(File.Exists(folder["panta.yaml"]));
    }

    [Fact]
    public async Task A_project_file_that_is_there_is_not_written_over()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("hour.csv", Hours(50));
        folder.Write("panta.yaml", "mine");

        var result = await Cli.RunAsync("new", file, "--target", "rentals", "--out", folder["panta.yaml"]);

        Assert.Equal(2, result.Code);
        Assert.Contains("--force", result.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(folder["panta.yaml"]));
    }

    [Theory]
    [InlineData("nothing", "panta: 'data.csv' has no column 'nothing'; it has at, temp, wind, day, rentals.\n")]
    [InlineData("at", "panta: 'at' is a time; what can be predicted is a number or one of a few classes.\n")]
    public async Task A_target_that_cannot_be_learned_is_refused(string target, string message)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("data.csv", Hours(50));

        var result = await Cli.RunAsync("new", file, "--target", target, "--out", folder["panta.yaml"]);

        Assert.Equal((2, message), (result.Code, result.Error));
    }

    [Fact]
    public async Task A_file_that_holds_no_table_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.parquet", "no parquet");

        var result = await Cli.RunAsync("new", file, "--target", "x", "--out", folder["panta.yaml"]);

        Assert.Equal(1, result.Code);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        Assert.Contains("rows.parquet", result.Error);
    }

    static string Hours(int rows)
    {
        var random = new Random(1);
        var text = new StringBuilder("at,temp,wind,day,rentals\n");
        for (var row = 0; row < rows; row++)
        {
            var at = new DateTime(2011, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(row);
            text.Append($"{at:yyyy-MM-dd HH:mm:ss},{random.NextDouble():F3},{random.NextDouble():F3},{at.DayOfWeek},{random.Next(1000)}\n");
        }
        return text.ToString();
    }

    static string Customers(int rows)
    {
        var random = new Random(2);
        var text = new StringBuilder("Id,Group,Charges,Left,Note\n");
        for (var row = 0; row < rows; row++)
            text.Append($"C-{row:D4},{"ABC"[random.Next(3)]},{(row == 7 ? " " : $"{random.NextDouble() * 100:F2}")},{(random.Next(2) == 0 ? "left" : "stayed")},n {row}\n");
        return text.ToString();
    }
}
