using System.Text.Json.Nodes;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Cli.Tests.Commands;

public sealed class GarbageCollectTests
{
    [Fact]
    public async Task Deleted_runs_go_from_a_folder_that_no_server_holds()
    {
        using var folder = new TemporaryFolder();
        var (gone, active) = await MakeAsync(folder["data"]);

        var dry = await Cli.RunAsync("gc", "--dry-run", "--data", folder["data"]);
        var young = await Cli.RunAsync("gc", "--older-than", "30d", "--data", folder["data"], "--json");
        var removed = await Cli.RunAsync("gc", "--data", folder["data"]);

        Assert.Equal($"Run with ID {gone} would be permanently deleted.\n1 run, 0 logged models, 0 experiments, 1 file (4 bytes) would be removed.\n", dry.Out);
        Assert.Equal(0, (int)JsonNode.Parse(young.Out)!["artifacts"]!["files"]!);
        Assert.Equal($"Run with ID {gone} has been permanently deleted.\n1 run, 0 logged models, 0 experiments, 1 file (4 bytes) removed.\n", removed.Out);
        Assert.True(Directory.Exists(Path.Combine(folder["data"], "artifacts", "0", active)));
        Assert.False(Directory.Exists(Path.Combine(folder["data"], "artifacts", "0", gone)));
    }

    [Fact]
    public async Task What_is_named_and_cannot_go_is_told()
    {
        using var folder = new TemporaryFolder();
        var (_, active) = await MakeAsync(folder["data"]);

        var refused = await Cli.RunAsync("gc", "--run-ids", active, "--data", folder["data"]);
        var unread = await Cli.RunAsync("gc", "--older-than", "soon", "--data", folder["data"]);
        var nothing = await Cli.RunAsync("gc", "--run-ids", ",", "--data", folder["data"]);

        Assert.Equal(
            $"panta: Run {active} is not in `deleted` lifecycle stage. Only runs in `deleted` lifecycle stage can be deleted.\n", refused.Error);
        Assert.Equal("panta: Could not parse any time information from 'soon'. Examples of valid strings: '8h', '2d8h5m20s', '2m4s'\n", unread.Error);
        Assert.Equal((1, 1, 2), (refused.Code, unread.Code, nothing.Code));
    }

    [Fact]
    public async Task A_folder_that_a_process_without_an_address_holds_is_refused_with_its_pid()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder["data"]);
        using var held = DataFolder.Open(folder["data"]);

        var refused = await Cli.RunAsync("gc", "--data", folder["data"]);

        Assert.Equal(1, refused.Code);
        Assert.Contains($"{Environment.ProcessId}", refused.Error);
    }

    static async Task<(string Gone, string Active)> MakeAsync(string path)
    {
        using var folder = DataFolder.Open(path);
        await using var database = Database.Open(folder);
        var (runs, artifacts) = (new RunStore(database, TimeProvider.System), new ArtifactStore(folder));
        var (gone, active) = (await runs.CreateAsync(new()), await runs.CreateAsync(new()));
        foreach (var run in new[] { gone, active })
        {
            using var content = new MemoryStream("data"u8.ToArray());
            await artifacts.WriteAsync($"0/{run.RunId}/artifacts/a.txt", content);
        }

        await runs.DeleteAsync(gone.RunId);
        return (gone.RunId, active.RunId);
    }
}
