namespace Panta.Cli.Tests.Commands;

public sealed class LabelsAddTests
{
    [Fact]
    public async Task A_file_without_the_column_of_the_key_names_what_it_has()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("labels.csv", "hour,count\n2011-01-01-0,16\n");

        var result = await Cli.RunAsync("labels", "add", file, "--endpoint", "bikes", "--label", "count", "--data", folder["data"]);

        Assert.Equal(2, result.Code);
        Assert.Equal("panta: labels.csv has no column 'entity_key'; it has hour, count. Say which with --key.\n", result.Error);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync("labels", "add", folder["labels.csv"], "--endpoint", "bikes", "--data", folder["data"]);

        Assert.Equal(1, result.Code);
        Assert.Equal($"panta: There is no file '{folder["labels.csv"]}'.\n", result.Error);
        Assert.False(Directory.Exists(folder["data"]));
    }
}
