using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Connections;
using Panta.Data.Expectations;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Tuning;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Promotion;

namespace Panta.Cli.Commands;

/// <summary><c>panta train</c>: fits and judges a project's pipeline and logs it as a run; registers and promotes nothing.</summary>
static class ModelTrain
{
    const string ModelName = "model";

    static readonly Argument<FileInfo> File = new("FILE") { Description = "The project file.", DefaultValueFactory = _ => new("panta.yaml") };

    static readonly Option<DirectoryInfo?> Out = new("--out", "-o") { Description = "Also write the model folder here.", HelpName = "FOLDER" };

    static readonly Option<bool> NoLog = new("--no-log") { Description = "Log no run: no server and no store are touched." };

    public static Command Build(Terminal terminal)
    {
        var command = new Command("train", "Fit and judge a project's pipeline and log it as a run; promotes nothing.") { File, Out, NoLog };
        ServerChoice.AddMakingTo(command);
        command.SetAction((parsed, cancel) => RunAsync(parsed, terminal, cancel));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        var file = parsed.GetValue(File)!;
        var project = ProjectFile.Load(file.FullName);
        if (parsed.GetValue(NoLog) && parsed.GetValue(Out) is null) throw new UsageException("With --no-log, say --out FOLDER: else nothing would be left of the model.");

        var started = TimeProvider.System.GetUtcNow();
        var scratch = Directory.CreateTempSubdirectory("panta-train-");
        try
        {
            var trained = Train(project, DataCheck.SourceOf(project, file), scratch.FullName, terminal, cancel);
            if (parsed.GetValue(Out) is { } folder) Copy(scratch, folder);
            var run = parsed.GetValue(NoLog) ? null : await LogAsync(parsed, project, trained, started, scratch, cancel);
            Write(Output.Of(terminal, parsed), project, trained, run, parsed.GetValue(Out));
            return ExitCode.Done;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    static Trained Train(Project project, string source, string into, Terminal terminal, CancellationToken cancel)
    {
        var gated = new ExpectationSuite { Expectations = project.Expectations }.Gate(ProjectSource.Read(project, source), TimeProvider.System.GetUtcNow());
        if (!gated.IsAccepted) throw new ProjectException(project.Name, $"The source '{source}' is not as expected: {string.Join(" ", gated.Problems)}");

        var rows = ProjectSource.Rows(project, gated.Good).InOrder();
        var grid = project.Tune is { } tune ? new ParamGrid(tune.Grid) : ParamGrid.Empty;
        var candidates = grid.Candidates(new Pipeline(project.Pipeline));
        var figures = new double[candidates.Length];
        using var progress = new Progress(terminal, $"Trying {project.Name}", candidates.Length);
        for (var at = 0; at < candidates.Length; at++)
        {
            var held = HeldOut.Predict((Pipeline)candidates[at].Estimator, rows.Rows, rows.Times, project.Split, TrainingRuns.Seed, cancel);
            figures[at] = ModelComparison.Figure(project.Metric, rows.Rows.Take(held.Rows).Numbers(project.Target).Span, held.Predictions);
            progress.Report(at + 1);
        }
        progress.Dispose();

        var best = Array.IndexOf(figures, project.Metric == KpiMetric.Accuracy ? figures.Max() : figures.Min());
        var model = ((Pipeline)candidates[best].Estimator).Fit(rows.Rows, cancel);
        ModelFolder.Save(into, model, Signature.Of(model, rows.Rows.Schema.Without(project.Target)), new ModelOrigin { Created = TimeProvider.System.GetUtcNow() });
        return new(rows.Count, gated.Quarantined.RowCount, candidates, figures, best);
    }

    static async Task<string> LogAsync(ParseResult parsed, Project project, Trained trained, DateTimeOffset started, DirectoryInfo model, CancellationToken cancel)
    {
        await using var server = await ServerChoice.ConnectMakingAsync(parsed, cancel);
        var run = await LoggedRun.BeginAsync(server, project.Name, $"train {started.UtcDateTime:yyyy-MM-dd HH:mm}", started, cancel);
        await run.LogAsync(
            [.. trained.Best.Parameters.Select(parameter => (parameter.Key, parameter.Value)), ("rows", $"{trained.Rows}")],
            [(MetricOf(project), trained.Figure)],
            cancel);
        await run.PutFolderAsync(model, ModelName, cancel);
        await run.EndAsync(cancel);
        return run.Id;
    }

    static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        if (to.Exists && to.EnumerateFileSystemInfos().Any()) throw new UsageException($"The folder '{to.FullName}' is not empty. Give another with --out.");

        foreach (var file in from.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var target = new FileInfo(Path.Combine(to.FullName, Path.GetRelativePath(from.FullName, file.FullName)));
            target.Directory!.Create();
            file.CopyTo(target.FullName);
        }
    }

    static void Write(Output output, Project project, Trained trained, string? run, DirectoryInfo? folder)
    {
        var document = new JsonObject
        {
            ["project"] = project.Name,
            ["rows"] = trained.Rows,
            ["quarantined"] = trained.Quarantined,
            ["metric"] = MetricOf(project),
            ["value"] = trained.Figure,
            ["parameters"] = new JsonObject(trained.Best.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, (JsonNode?)parameter.Value))),
            ["trials"] = trained.Figures.Length,
            ["run"] = run,
            ["folder"] = folder?.FullName,
        };
        output.WriteFields(
            document,
            [
                ("rows", $"{trained.Rows:N0}{(trained.Quarantined > 0 ? $", {trained.Quarantined:N0} in quarantine" : "")}"),
                (MetricOf(project), $"{trained.Figure:G6} on rows the model had not seen, the best of {trained.Figures.Length}"),
                .. trained.Best.Parameters.Select(parameter => (parameter.Key, parameter.Value)),
                .. run is null ? Array.Empty<(string, string)>() : [("run", run)],
                .. folder is null ? Array.Empty<(string, string)>() : [("model", folder.FullName)],
            ]);
    }

    static string MetricOf(Project project) => project.Metric.ToString().ToLowerInvariant();

    sealed record Trained(int Rows, int Quarantined, IReadOnlyList<Candidate> Candidates, double[] Figures, int At)
    {
        public Candidate Best => Candidates[At];

        public double Figure => Figures[At];
    }
}
