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
        // The source is asked before a store is made for what comes from it.
        var (options, runs) = Look(parsed, source);
        if (ServerChoice.Find(parsed) is { } address)
        {
            await using var server = ServerConnection.To(address);
            using var there = new ServerTarget(server);
            return await MoveAsync(terminal, parsed, runs, there.Place, progress => new StoreImport(there).RunAsync(source, options, progress, cancel));
        }

        await using var store = OwnStore.Open(parsed, making: true);
        using var target = new StoreTarget(
            store.Database, new(store.Database, TimeProvider.System), store.Artifacts, TimeProvider.System);
        return await MoveAsync(terminal, parsed, runs, store.Place, progress => new StoreImport(target).RunAsync(source, options, progress, cancel));
    }

    /// <summary>Writes a store into a folder, and the comparison.</summary>
    /// <returns>The exit code: that of a failed check where something differs.</returns>
    public static Task<int> ExportAsync(Terminal terminal, ParseResult parsed, ITransferSource source, string folder, CancellationToken cancel)
    {
        var (options, runs) = Look(parsed, source);
        return MoveAsync(
            terminal, parsed, runs, Path.GetFullPath(folder), progress => new StoreExport(folder).RunAsync(source, options, progress, cancel));
    }

    static (ImportOptions Options, long Runs) Look(ParseResult parsed, ITransferSource source)
    {
        var options = Of(parsed);
        return (options, source.CountRuns([.. Selection.Of(source, options).Select(e => e.ExperimentId)]));
    }

    static async Task<int> MoveAsync(
        Terminal terminal, ParseResult parsed, long runs, string target, Func<IProgress<long>, Task<TransferReport>> move)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var progress = new Progress(terminal, "Bringing runs over", runs);
        var report = await move(progress);
        progress.Dispose();
        return TransferText.Write(Output.Of(terminal, parsed), report, target, TimeProvider.System.GetElapsedTime(begun));
    }
}
