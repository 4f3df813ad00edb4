using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Data.Reading;
using Panta.Data.Tables;
using Panta.Serving.Batch;
using Panta.Serving.Scoring;

namespace Panta.Cli.Commands;

/// <summary><c>panta score</c>: scores a file with a model into a Delta table, batch by batch.</summary>
static class FileScore
{
    static readonly Argument<FileInfo> File = new("FILE") { Description = "A CSV, Parquet or JSON file with the model's columns; others are kept." };

    static readonly Option<DirectoryInfo?> Out = new("--out", "-o")
    {
        Description = "The Delta table to append to (default: beside the file, as FILE.scored).",
        HelpName = "FOLDER",
    };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("score", "Score a file with a model into a Delta table; cut off, the same command goes on.") { File, Out };
        ModelChoice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var file = parsed.GetValue(File)!;
            if (!file.Exists) throw new FileNotFoundException($"There is no file '{file.FullName}'.");

            var into = parsed.GetValue(Out)?.FullName ?? Path.Combine(file.DirectoryName!, $"{Path.GetFileNameWithoutExtension(file.Name)}.scored");
            var scorer = await ModelChoice.LoadAsync(parsed, cancel);
            CheckColumns(file, scorer, terminal);
            using var progress = new Progress(terminal, $"Scoring {file.Name}");
            var result = BatchScoring.Run(scorer, file.FullName, into, progress: progress, cancel: cancel);
            progress.Dispose();

            Output.Of(terminal, parsed).WriteLine(
                new JsonObject { ["rows"] = result.Rows, ["table"] = into, ["version"] = result.Version },
                $"{result.Rows:N0} rows scored: {into}, version {result.Version}.");
            return ExitCode.Done;
        });
        return command;
    }

    // A column that may be null may be missing; where all are, it is the wrong file.
    static void CheckColumns(FileInfo file, Scorer scorer, Terminal terminal)
    {
        var found = Table.Empty(Read.File(file.FullName).Schema).Flatten().Schema;
        var missing = scorer.Signature.Inputs.Names.Where(name => !found.Contains(name)).ToArray();
        if (missing.Length == scorer.Signature.Inputs.Count)
            throw new UsageException($"'{file.Name}' has none of the model's columns {string.Join(", ", missing)}; it has {string.Join(", ", found.Names)}.");
        if (missing.Length > 0) terminal.Error.WriteLine($"panta: '{file.Name}' lacks {string.Join(", ", missing)}; taken as null.");
    }
}
