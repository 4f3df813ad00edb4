using System.CommandLine;
using Panta.Cli.Connections;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Transfers;

/// <summary>Which part of a store is brought over, and how: the options that say so.</summary>
static class TransferChoice
{
    static readonly Option<string[]> Experiments = new("--experiments")
    {
        Description = "Only these experiments, by name or id.",
        HelpName = "NAME...",
        AllowMultipleArgumentsPerToken = true,
    };

    static readonly Option<string[]> Models = new("--models")
    {
        Description = "Only these registered models.",
        HelpName = "NAME...",
        AllowMultipleArgumentsPerToken = true,
    };

    static readonly Option<string> Artifacts = new("--artifacts")
    {
        Description = "What becomes of files: copied where they can be reached, left where they are, or left behind.",
        HelpName = "copy|link|none",
        DefaultValueFactory = _ => "copy",
    };

    /// <summary>Adds the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Experiments);
        command.Options.Add(Models);
        command.Options.Add(Artifacts);
    }

    /// <summary>What they say.</summary>
    public static ImportOptions Of(ParseResult parsed) => new()
    {
        Experiments = parsed.GetValue(Experiments) ?? [],
        Models = parsed.GetValue(Models) ?? [],
        Artifacts = parsed.GetValue(Artifacts)!.ToLowerInvariant() switch
        {
            "copy" => ArtifactMove.Copy,
            "link" => ArtifactMove.Link,
            "none" => ArtifactMove.None,
            var other => throw new UsageException($"--artifacts is '{other}'; allowed are copy, link and none."),
        },
    };

    /// <summary>Brings a store over, into a running server where there is one, and writes the comparison.</summary>
    /// <returns>The exit code: that of a failed check where something differs.</returns>
    public static async Task<int> ImportAsync(Terminal terminal, ParseResult parsed, ITransferSource source, CancellationToken cancel)
    {
        if (ServerChoice.Find(parsed) is { } address)
        {
            await using var server = ServerConnection.To(address);
            using var there = new ServerTarget(server);
            return await ImportAsync(terminal, parsed, source, there, there.Place, cancel);
        }

        await using var store = OwnStore.Open(parsed, making: true);
        using var target = new StoreTarget(
            store.Database, new(store.Database, TimeProvider.System), store.Artifacts, TimeProvider.System);
        return await ImportAsync(terminal, parsed, source, target, store.Place, cancel);
    }

    /// <summary>Writes a store into a folder, and the comparison.</summary>
    /// <returns>The exit code: that of a failed check where something differs.</returns>
    public static Task<int> ExportAsync(Terminal terminal, ParseResult parsed, ITransferSource source, string folder, CancellationToken cancel) => MoveAsync(
        terminal, parsed, source, Path.GetFullPath(folder), (options, progress) => new StoreExport(folder).RunAsync(source, options, progress, cancel));

    static Task<int> ImportAsync(
        Terminal terminal, ParseResult parsed, ITransferSource source, ITransferTarget target, string place, CancellationToken cancel) =>
        MoveAsync(terminal, parsed, source, place, (options, progress) => new StoreImport(target).RunAsync(source, options, progress, cancel));

    static async Task<int> MoveAsync(
        Terminal terminal, ParseResult parsed, ITransferSource source, string target, Func<ImportOptions, IProgress<long>, Task<TransferReport>> move)
    {
        var options = Of(parsed);
        var wanted = options.Experiments;
        var chosen = source.Experiments().Where(e => wanted.Count == 0 || wanted.Contains(e.Name) || wanted.Contains(e.ExperimentId));
        var begun = TimeProvider.System.GetTimestamp();
        using var progress = new Progress(terminal, "Bringing runs over", source.CountRuns([.. chosen.Select(e => e.ExperimentId)]));
        var report = await move(options, progress);
        progress.Dispose();
        return TransferText.Write(Output.Of(terminal, parsed), report, target, TimeProvider.System.GetElapsedTime(begun));
    }
}
