using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Commands;

/// <summary><c>panta gc</c>: removes for good what was deleted.</summary>
static class GarbageCollect
{
    static readonly Option<string?> OlderThan = new("--older-than")
    {
        Description = "Only what was deleted at least so long ago, as 30d or 1d2h3m4s (default: any time).",
        HelpName = "AGE",
    };

    static readonly Option<string[]> RunIds = Ids("--run-ids", "runs");
    static readonly Option<string[]> ExperimentIds = Ids("--experiment-ids", "experiments, each with all that is in it");
    static readonly Option<string[]> LoggedModelIds = Ids("--logged-model-ids", "logged models");
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be removed, and remove nothing." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command(
            "gc", "Remove deleted runs, experiments and logged models for good, with their metrics and artifacts, and what uploads left that were cut short.")
        {
            OlderThan, RunIds, ExperimentIds, LoggedModelIds, DryRun,
        };
        ServerChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var server = await ServerChoice.ConnectAsync(parsed, cancel);
            var report = await server.PostAsync("api/1.0/gc", RequestOf(parsed), cancel);
            Output.Of(terminal, parsed).WriteLine(report, string.Join(Environment.NewLine, Lines(report, parsed.GetValue(DryRun))));
            return ExitCode.Done;
        });
        return command;
    }

    static JsonObject RequestOf(ParseResult parsed) => new()
    {
        ["olderThan"] = parsed.GetValue(OlderThan),
        ["runIds"] = Named(parsed, RunIds),
        ["experimentIds"] = Named(parsed, ExperimentIds),
        ["loggedModelIds"] = Named(parsed, LoggedModelIds),
        ["dryRun"] = parsed.GetValue(DryRun),
    };

    static JsonArray? Named(ParseResult parsed, Option<string[]> option)
    {
        if (parsed.GetResult(option) is null) return null;

        var ids = parsed.GetValue(option)!.SelectMany(i => i.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        return ids.Count > 0 ? new([.. ids.Select(i => (JsonNode)i)]) : throw new UsageException($"{option.Name} names nothing. Give ids, or leave it out.");
    }

    static IEnumerable<string> Lines(JsonNode report, bool dry)
    {
        var gone = dry ? "would be permanently deleted" : "has been permanently deleted";
        foreach (var (kind, list) in new[] { ("Run", "runs"), ("Logged model", "loggedModels"), ("Experiment", "experiments") })
            foreach (var id in Items(report, list)) yield return $"{kind} with ID {id} {gone}.";
        foreach (var kept in Items(report, "kept")) yield return $"Kept {kept!["kind"]} {kept["id"]}: {kept["reason"]}.";
        foreach (var place in Items(report, "elsewhere")) yield return $"Not kept here, so not removed: the artifacts at {place}";

        var (files, uploads) = (report["artifacts"]!, (int)report["uploads"]!);
        yield return $"{Amount.Of(Items(report, "runs").Count, "run")}, {Amount.Of(Items(report, "loggedModels").Count, "logged model")}, "
            + $"{Amount.Of(Items(report, "experiments").Count, "experiment")}, "
            + $"{Amount.Of((long)files["files"]!, "file")} ({DataDescribe.Size((long)files["bytes"]!)}) {(dry ? "would be removed" : "removed")}"
            + (uploads > 0 ? $", and {Amount.Of(uploads, "upload")} that had been cut short." : ".");
    }

    static JsonArray Items(JsonNode report, string name) => report[name] as JsonArray ?? [];

    static Option<string[]> Ids(string name, string what) => new(name)
    {
        Description = $"Only these {what}, separated by commas. Naming anything leaves out all that is not named.",
        HelpName = "IDS",
    };
}
