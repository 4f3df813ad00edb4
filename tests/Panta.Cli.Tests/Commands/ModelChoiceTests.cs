using Panta.Data.Delta;

namespace Panta.Cli.Tests.Commands;

public sealed class ModelChoiceTests
{
    [Theory]
    [InlineData("models:/houses/1")]
    [InlineData("models:/houses@champion")]
    [InlineData("runs:/RUN/model")]
    public async Task A_model_of_the_store_scores_as_its_folder_does(string uri)
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var model = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories)))!;
        var run = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(model))!);

        var byFolder = await Cli.RunAsync("score", model, folder["houses.csv"], "--out", folder["a"]);
        var byUri = await Cli.RunAsync("score", uri.Replace("RUN", run), folder["houses.csv"], "--out", folder["b"], "--data", folder["data"]);

        Assert.Equal((0, "", 0, ""), (byFolder.Code, byFolder.Error, byUri.Code, byUri.Error));
        Assert.Equal(Predictions(folder["a"]), Predictions(folder["b"]));
    }

    [Theory]
    [InlineData("models:/houses", 2, "names no version of a model; needs models:/NAME/VERSION or models:/NAME@ALIAS")]
    [InlineData("models:/houses/9", 1, "houses")]
    [InlineData("models:/houses@nobody", 1, "nobody")]
    [InlineData("runs:/nope/model", 1, "nope")]
    [InlineData("runs:/nope", 2, "needs runs:/RUN/PATH")]
    public async Task A_model_that_the_store_has_not_is_named(string uri, int code, string said)
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);

        var result = await Cli.RunAsync("score", uri, folder["houses.csv"], "--out", folder["scored"], "--data", folder["data"]);

        Assert.True(result.Code == code && result.Error.Contains(said, StringComparison.Ordinal), result.Error);
        Assert.False(Directory.Exists(folder["scored"]));
    }

    static double[] Predictions(string table)
    {
        var rows = DeltaTable.Open(table).Read();
        return [.. Enumerable.Range(0, rows.RowCount).Select(row => (double)rows["prediction"].Value(row)!)];
    }
}
