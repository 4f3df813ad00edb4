using Panta.Data.Delta;

namespace Panta.Cli.Tests.Commands;

public sealed class FileScoreTests
{
    [Fact]
    public async Task A_file_is_scored_into_a_table_with_a_prediction_for_each_row()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var model = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories)))!;

        var result = await Cli.RunAsync("score", model, folder["houses.csv"], "--out", folder["scored"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        var scored = DeltaTable.Open(folder["scored"]).Read();
        Assert.Equal(300, scored.RowCount);
        Assert.True(scored.Schema.Contains("prediction"));
    }

    [Fact]
    public async Task A_folder_without_a_model_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(5));

        var result = await Cli.RunAsync("score", folder.Root, folder["houses.csv"]);

        Assert.Equal(1, result.Code);
        Assert.Contains(folder.Root, result.Error);
    }

    [Fact]
    public async Task A_file_without_any_of_the_models_columns_is_refused()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var model = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories)))!;
        var file = folder.Write("other.csv", "a,b\n1,2\n");

        var result = await Cli.RunAsync("score", model, file, "--out", folder["scored"]);

        Assert.Equal((2, "panta: 'other.csv' has none of the model's columns area, rooms, town; it has a, b.\n"), (result.Code, result.Error));
        Assert.False(Directory.Exists(folder["scored"]));
    }
}
