namespace Panta.Cli.Tests.Commands;

/// <summary>What somebody who comes from MLflow's server gives this one.</summary>
public sealed class ServerRunTests
{
    [Theory]
    [InlineData("--backend-store-uri", "sqlite:///mlflow.db", "it keeps a store of its own (--data, --database); 'panta import mlflow' brings that one over.")]
    [InlineData("--registry-store-uri", "postgresql://u:secret@h/db", "it keeps a store of its own")]
    [InlineData("--app-name", "basic-auth", "nobody is asked who they are.")]
    [InlineData("--enable-workspaces", null, "it has one workspace.")]
    public async Task An_option_of_MLflows_that_is_not_heeded_is_refused_with_the_reason(string option, string? value, string reason)
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync([.. new[] { "server", "--data", folder["data"], option, value }.OfType<string>()]);

        Assert.Equal(2, result.Code);
        Assert.StartsWith($"panta: This server does not heed MLflow's {option}: {reason}", result.Error);
        Assert.DoesNotContain("secret", result.Error);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_variable_that_is_neither_true_nor_false_is_told_as_it_was_written()
    {
        using var folder = new TemporaryFolder();

        var result = await CliProcess.RunAsync(new Dictionary<string, string> { ["MLFLOW_SERVE_ARTIFACTS"] = "maybe" }, "server", "--data", folder["data"]);

        Assert.Equal(1, result.Code);
        Assert.Contains("MLFLOW_SERVE_ARTIFACTS is 'maybe'; it is true or false.", result.Error);
    }

    [Fact]
    public async Task S3_without_a_region_is_told_in_whole_sentences()
    {
        var nowhere = new Dictionary<string, string>
        {
            ["AWS_REGION"] = "", ["AWS_DEFAULT_REGION"] = "", ["AWS_ENDPOINT_URL_S3"] = "", ["AWS_ENDPOINT_URL"] = "", ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_CONFIG_FILE"] = "/nowhere", ["AWS_SHARED_CREDENTIALS_FILE"] = "/nowhere",
        };

        var result = await CliProcess.RunAsync(nowhere, "data", "head", "s3://lab/rows.csv");

        Assert.NotEqual(0, result.Code);
        Assert.Contains("configured. Set AWS_REGION", result.Error);
    }
}
