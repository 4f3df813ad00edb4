using System.Text.Json.Nodes;

namespace Panta.Cli.Tests.Commands;

public sealed class ModelTrainTests
{
    [Fact]
    public async Task A_run_with_metric_and_model_is_logged_and_nothing_is_registered()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);

        var trained = await Cli.RunAsync("train", folder["panta.yaml"], "--data", folder["data"], "--json");
        var shown = await Cli.RunAsync("runs", "show", JsonNode.Parse(trained.Out)!["run"]!.ToString(), "--data", folder["data"], "--json");
        var models = await Cli.RunAsync("models", "--data", folder["data"], "--json");

        Assert.Equal((0, ""), (trained.Code, trained.Error));
        Assert.Equal("mae", JsonNode.Parse(shown.Out)!["data"]!["metrics"]![0]!["key"]!.ToString());
        Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories));
        Assert.Empty(JsonNode.Parse(models.Out)!.AsArray());
    }

    [Fact]
    public async Task Without_a_log_the_model_folder_is_all_that_is_left()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);

        var result = await Cli.RunAsync("train", folder["panta.yaml"], "--no-log", "--out", folder["model"], "--data", folder["data"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.True(File.Exists(Path.Combine(folder["model"], "MLmodel")));
        Assert.False(Directory.Exists(folder["data"]));
    }
}
