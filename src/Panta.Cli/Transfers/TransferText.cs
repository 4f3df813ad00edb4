using System.Text.Json.Nodes;
using Panta.Tracking.Transfers;
using Spectre.Console;

namespace Panta.Cli.Transfers;

/// <summary>Writes what a transfer brought over.</summary>
static class TransferText
{
    const int ShownDigits = 12;

    /// <summary>Writes the comparison, a line a kind.</summary>
    /// <returns>The exit code: that of a failed check where something differs.</returns>
    public static int Write(Output output, TransferReport report, string target, TimeSpan taken)
    {
        output.Write(Document(report, target, taken), console =>
        {
            Output.WriteTable(console, new("", ["kind", "read", "there now", "digest", ""], Rows(report), "There was nothing to bring over."));
            foreach (var note in report.Notes) console.WriteLine(note);
            console.WriteLine(report.Same
                ? $"All that was read from {report.Source} is in {target}: counts and digests agree. {Speed(report, taken)}"
                : $"What is in {target} differs from {report.Source}, as the lines marked 'differs' say. Nothing was removed; mend the cause and repeat it.");
        });
        return report.Same ? ExitCode.Done : ExitCode.Failed;
    }

    static string Speed(TransferReport report, TimeSpan taken)
    {
        var runs = report.Lines.First(line => line.Kind == "runs").StoredCount;
        return $"It took {taken.TotalSeconds:N1} s{(runs > 0 ? $", {runs / taken.TotalSeconds:N0} runs a second" : "")}.";
    }

    static string[][] Rows(TransferReport report) =>
    [
        .. report.Lines.Where(line => line.SourceCount > 0 || line.StoredCount > 0).Select(line => new[]
        {
            line.Kind, $"{line.SourceCount:N0}", $"{line.StoredCount:N0}", line.SourceDigest[..ShownDigits], line.Same ? "same" : "differs",
        }),
    ];

    static JsonObject Document(TransferReport report, string target, TimeSpan taken) => new()
    {
        ["source"] = report.Source,
        ["target"] = target,
        ["same"] = report.Same,
        ["seconds"] = Math.Round(taken.TotalSeconds, 3),
        ["kinds"] = new JsonArray([.. report.Lines.Select(line => new JsonObject
        {
            ["kind"] = line.Kind,
            ["read"] = line.SourceCount,
            ["stored"] = line.StoredCount,
            ["readDigest"] = line.SourceDigest,
            ["storedDigest"] = line.StoredDigest,
            ["same"] = line.Same,
        })]),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => JsonValue.Create(note))]),
    };
}
