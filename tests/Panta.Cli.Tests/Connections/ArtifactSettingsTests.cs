namespace Panta.Cli.Tests.Connections;

/// <summary>What the environment says of artifacts holds for commands that are the server themselves, as for one that runs.</summary>
public sealed class ArtifactSettingsTests
{
    [Theory]
    [InlineData("PANTA_ARTIFACT_QUOTA", "100", "The quota of all artifacts is exceeded")]
    [InlineData("PANTA_ARTIFACT_QUOTA_PER_EXPERIMENT", "100", "The quota of the artifacts of experiment '1' is exceeded")]
    [InlineData("PANTA_ARTIFACT_MAX_BYTES", "100", "one may have 100.")]
    [InlineData("PANTA_ARTIFACT_QUOTA", "lots", "PANTA_ARTIFACT_QUOTA is 'lots'; it is a number of bytes above 0")]
    public async Task A_model_that_may_not_be_kept_is_refused_when_it_is_trained_without_a_server(string name, string value, string said)
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", Commands.ProjectApplyTests.Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);

        var trained = await CliProcess.RunAsync(new Dictionary<string, string> { [name] = value }, "train", folder["panta.yaml"], "--data", folder["data"]);

        Assert.NotEqual(0, trained.Code);
        Assert.Contains(said, trained.Error);
    }

    [Fact]
    public async Task Files_that_do_not_fit_are_refused_when_they_are_imported_without_a_server_and_those_that_do_are_counted()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", Commands.ProjectApplyTests.Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        await Cli.RunAsync("train", folder["panta.yaml"], "--data", folder["data"]);
        await Cli.RunAsync("export", "jsonl", folder["out"], "--data", folder["data"]);

        var refused = await ImportAsync("100", "small");
        var taken = await ImportAsync("100MB", "large");

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("The quota of all artifacts is exceeded", refused.Error);
        Assert.Equal((0, ""), (taken.Code, taken.Error));
        Assert.True(File.Exists(Path.Combine(folder["large"], "artifacts-usage")), "the next one counts all anew");

        Task<CliResult> ImportAsync(string quota, string into) => CliProcess.RunAsync(
            new Dictionary<string, string> { ["PANTA_ARTIFACT_QUOTA"] = quota }, "import", "jsonl", folder["out"], "--data", folder[into]);
    }
}
