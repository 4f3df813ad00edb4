using System.Text;
using System.Text.Json.Nodes;

namespace Panta.Cli.Tests.Commands;

public sealed class ProjectApplyTests
{
    [Fact]
    public async Task A_users_own_file_becomes_a_model_that_answers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", Houses(300));

        var drafted = await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        var applied = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);
        var models = await Cli.RunAsync("models", "--data", folder["data"], "--json");

        Assert.Equal((0, ""), (drafted.Code, drafted.Error));
        Assert.Equal((0, ""), (applied.Code, applied.Error));
        Assert.Contains("first model of houses", applied.Out);
        Assert.Contains(JsonNode.Parse(models.Out)![0]!["aliases"]!.AsArray(), alias => alias!["alias"]!.ToString() == "champion");
    }

    [Fact]
    public async Task Applied_again_a_project_does_not_change()
    {
        using var folder = new TemporaryFolder();
        await Applied(folder);

        var again = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);

        Assert.Equal(0, again.Code);
        Assert.StartsWith("no change", again.Out);
    }

    [Fact]
    public async Task A_retrain_by_hand_without_newer_labels_says_why_nothing_was_compared()
    {
        using var folder = new TemporaryFolder();
        await Applied(folder);

        var result = await Cli.RunAsync("retrain", "houses", "--data", folder["data"], "--json");

        Assert.Equal(1, result.Code);
        Assert.StartsWith("check: 0 of the held-out rows are newer than what version 1 learnt from", JsonNode.Parse(result.Out)!["outcome"]!.ToString());
    }

    [Fact]
    public async Task There_is_nothing_to_roll_back_to_before_the_first_version()
    {
        using var folder = new TemporaryFolder();
        await Applied(folder);

        var result = await Cli.RunAsync("rollback", "houses", "--why", "to see", "--data", folder["data"]);

        Assert.Equal((1, "panta: Model 'houses' has no version before version 1 to roll back to.\n"), (result.Code, result.Error));
    }

    [Fact]
    public async Task The_monitor_shows_a_project_with_its_first_decision()
    {
        using var folder = new TemporaryFolder();
        await Applied(folder);

        var result = await Cli.RunAsync("monitor", "houses", "--data", folder["data"]);

        Assert.Equal(0, result.Code);
        Assert.Contains("v1 → champion", result.Out);
        Assert.Contains("No window has been judged yet.", result.Out);
    }

    [Fact]
    public async Task Every_problem_of_a_project_file_is_told_before_anything_is_made()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("panta.yaml", "name: x\ncolour: red\nmetric: best\n");

        var result = await Cli.RunAsync("apply", file, "--data", folder["data"]);

        Assert.Equal(1, result.Code);
        Assert.Contains("colour", result.Error);
        Assert.Contains("best", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_source_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        File.Delete(folder["houses.csv"]);

        var result = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);

        Assert.Equal(1, result.Code);
        Assert.Contains(folder["houses.csv"], result.Error);
    }

    [Fact]
    public async Task A_first_model_that_is_worse_than_the_mean_is_refused_with_its_figures_and_tried_again_when_the_file_changes()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        var rows = Enumerable.Range(0, 300).Select(_ => (Area: random.Next(1000), Noise: random.NextDouble(), Price: 300 * random.NextDouble()));
        folder.Write("noise.csv", "area,noise,price\n" + string.Concat(rows.Select(row => $"{row.Area},{row.Noise},{row.Area + row.Price}\n")));
        await Cli.RunAsync("new", folder["noise.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        var yaml = await File.ReadAllTextAsync(folder["panta.yaml"]);
        folder.Write("panta.yaml", yaml.Replace("inputCols: [area, noise]", "inputCols: [noise]", StringComparison.Ordinal));

        var refused = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);
        folder.Write("panta.yaml", yaml);
        var again = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);

        Assert.Equal(1, refused.Code);
        Assert.Contains("The first model of project 'noise' was not made: on 300 rows that it had not seen its mae is", refused.Error);
        Assert.Contains("that of the mean alone", refused.Error);
        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.Contains("first model of noise", again.Out);
    }

    internal static async Task Applied(TemporaryFolder folder)
    {
        folder.Write("houses.csv", Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        var applied = await Cli.RunAsync("apply", folder["panta.yaml"], "--data", folder["data"]);
        Assert.Equal((0, ""), (applied.Code, applied.Error));
    }

    internal static string Houses(int rows)
    {
        var random = new Random(4);
        var text = new StringBuilder("area,rooms,town,price\n");
        for (var row = 0; row < rows; row++)
        {
            var area = 40 + random.NextDouble() * 120;
            text.Append($"{area:F1},{1 + (int)(area / 30)},{(row % 3 == 0 ? "Ulm" : "Bonn")},{area * 3.1 + random.NextDouble() * 20:F2}\n");
        }
        return text.ToString();
    }
}
