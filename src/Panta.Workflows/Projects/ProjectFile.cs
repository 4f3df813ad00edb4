using Panta.Learning.Persistence;
using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Projects;

/// <summary>Reads <c>panta.yaml</c>: every problem at once, each with its line and column.</summary>
public static class ProjectFile
{
    const int MaximumLength = 1 << 20;

    /// <summary>Reads a project from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ProjectFileException">The file cannot be used; carries all problems.</exception>
    public static Project Load(string path)
    {
        if (Directory.Exists(path)) throw new ProjectFileException(path, [new("", "This is a folder; name the project file in it, as panta.yaml.")]);
        if (!File.Exists(path)) throw new ProjectFileException(path, [new("", "The file does not exist. Make one with 'panta new FILE'.")]);
        if (new FileInfo(path).Length > MaximumLength) throw new ProjectFileException(path, [new("", $"The file is over {MaximumLength} bytes, too large for a project.")]);

        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a project from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it. Default <c>panta.yaml</c>.</param>
    /// <exception cref="ProjectFileException">The text cannot be used; carries all problems.</exception>
    public static Project Parse(string yaml, string name = "panta.yaml") => Parse(yaml, name, CheckWhole);

    /// <summary>Reads a project that was accepted when it was stored: rules made since then are for what is applied anew.</summary>
    internal static Project ParseStored(string yaml, string project) => Parse(yaml, $"The stored file of project '{project}'", (_, _) => { });

    static Project Parse(string yaml, string name, Action<Project, Action<string, string>> check)
    {
        try
        {
            var document = YamlDocument.Parse(yaml);
            var problems = new List<DocumentProblem>();
            var project = RecordReader.Read<Project>(document.Root, "", problems);
            if (problems.Count == 0) check(project!, (path, message) => problems.Add(new(path, message)));
            return problems.Count == 0 ? project! : throw document.Locate(problems);
        }
        catch (DocumentException error)
        {
            throw new ProjectFileException(name, error.Problems);
        }
    }

    static void CheckWhole(Project project, Action<string, string> problem)
    {
        CheckName(project.Name, "/name", problem);
        CheckName(project.Endpoint.Name, "/endpoint/name", problem);
        CheckName(project.Endpoint.Alias, "/endpoint/alias", problem);
        if (project.Endpoint.Frozen is { } frozen) CheckName(frozen, "/endpoint/frozen", problem);
        if ((project.Source.Path is null) == (project.Source.Table is null)) problem("/source", "give exactly one of path and table.");
        if (project.Labels is { Path: not null, Table: not null }) problem("/labels", "give at most one of path and table.");
        if (project.Pipeline.IsEmpty) problem("/pipeline", "needs at least one stage.");
        if (project.Split is { Holdout: not null, Folds: not null }) problem("/split", "give one of holdout and folds, not both.");
        if (project.Split.Folds is < 2 or > 100) problem("/split/folds", $"{project.Split.Folds} is not allowed; needs 2 to 100.");
        if (project.Split.Holdout is not null && project.Source.Time is null) problem("/split/holdout", "a hold-out by time needs source.time, the column of event time.");
        if (project.Split.Holdout is { } holdout) CheckLength(holdout, "/split/holdout", problem);
        if (project.Monitor is { } monitor) CheckMonitor(monitor, problem);
        if (project.Policy is { } policy) CheckPolicy(project, policy, problem);
    }

    static void CheckName(string name, string path, Action<string, string> problem)
    {
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') || !char.IsAsciiLetterOrDigit(name[0]))
            problem(path, $"'{name}' is no name: letters, digits, '_', '-' and '.', at most 64, a letter or digit first.");
    }

    static void CheckLength(Duration length, string path, Action<string, string> problem)
    {
        if (length.Span <= TimeSpan.Zero || length.Span.Ticks % TimeSpan.TicksPerMicrosecond != 0) problem(path, "needs a positive length.");
    }

    static void CheckMonitor(MonitorPlan monitor, Action<string, string> problem)
    {
        if (monitor.Reference != "training") problem("/monitor/reference", $"'{monitor.Reference}' is not allowed; needs training.");
        CheckLength(monitor.Window, "/monitor/window", problem);
        for (var i = 0; i < monitor.Checks.Length; i++)
            foreach (var text in monitor.Checks[i].Problems()) problem($"/monitor/checks/{i}", text);
        foreach (var twice in monitor.Checks.GroupBy(check => check.Id).Where(group => group.Count() > 1))
            problem("/monitor/checks", $"two checks are called '{twice.Key}'; give one a name.");
    }

    static void CheckPolicy(Project project, Policy policy, Action<string, string> problem)
    {
        if (policy.Promote.Alpha is not (> 0 and < 1)) problem("/policy/promote/alpha", $"{policy.Promote.Alpha} is not allowed; needs a number in (0, 1).");
        if (policy.Promote.Margin < 0) problem("/policy/promote/margin", $"{policy.Promote.Margin} is not allowed; needs zero or more.");
        if (policy.Promote.Test == PairedTest.McNemar && project.Metric != KpiMetric.Accuracy)
            problem("/policy/promote/test", "McNemar's test is for accuracy; use bootstrap for errors.");
        if (policy.Retrain is not { } retrain) return;

        if (retrain.Window is { } window) CheckLength(window, "/policy/retrain/window", problem);
        if (retrain.When == RetrainTrigger.Schedule && (retrain.On is null || !Quartz.CronExpression.IsValidExpression(retrain.On)))
            problem("/policy/retrain/on", $"'{retrain.On}' is no cron expression; needs six or seven fields with seconds first, as '0 0 3 ? * MON'.");
        if (retrain.When == RetrainTrigger.Schedule && retrain.Window is null) problem("/policy/retrain/window", "a scheduled retrain needs a window, as 84d.");
        if (retrain.When != RetrainTrigger.Schedule && retrain.On is { } on && project.Monitor?.Checks.All(check => check.Id != on) != false)
            problem("/policy/retrain/on", $"no check is called '{on}'. Checks: {string.Join(", ", project.Monitor?.Checks.Select(check => check.Id) ?? [])}.");
    }
}
