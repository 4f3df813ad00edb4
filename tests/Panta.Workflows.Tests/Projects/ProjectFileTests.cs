using Panta.Learning.Trees;
using Panta.Monitoring.Monitors;
using Panta.Tests;

namespace Panta.Workflows.Projects;

public sealed class ProjectFileTests
{
    [Fact]
    public void A_project_reads_as_it_is_written()
    {
        var project = ProjectFile.Parse(Example.Yaml);

        Assert.Equal("glass", project.Name);
        Assert.Equal(TimeSpan.FromHours(48), project.Labels!.Maturity.Span);
        Assert.Equal(5, Assert.IsType<RandomForestClassifier>(project.Pipeline[1]).NumTrees);
        Assert.Equal(0.05, Assert.IsType<KpiCheck>(project.Monitor!.Checks[0]).Margin);
        Assert.Equal(PairedTest.McNemar, project.Policy!.Promote.Test);
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_its_line()
    {
        var yaml = Example.Yaml
            .Replace("maturity: 48h", "maturity: two days")
            .Replace("stage: VectorAssembler", "stage: VectorAsembler")
            .Replace("numTrees: 5", "numTrees: many")
            .Replace("metric: accuracy\nsplit", "metric: acuracy\nsplit")
            .Replace("frozen: glass-frozen", "frosen: glass-frozen");

        var error = Assert.Throws<ProjectFileException>(() => ProjectFile.Parse(yaml));

        Snapshot.Match(error.Message);
    }

    [Theory]
    [InlineData("name: glass", "name: ../glass", "'../glass' is no name")]
    [InlineData("{path: first.csv, time: made, key: pid}", "{time: made}", "exactly one of path and table")]
    [InlineData("{folds: 5}", "{folds: 5, holdout: 1d}", "one of holdout and folds")]
    [InlineData("{folds: 5}", "{folds: 1}", "needs 2 to 100")]
    [InlineData("{folds: 5}", "{holdout: 0d}", "needs a positive length")]
    [InlineData("on: daily", "on: daily, window: 0d", "needs a positive length")]
    [InlineData("on: daily", "on: weekly", "no check is called 'weekly'. Checks: daily")]
    [InlineData("when: alert, on: daily", "when: schedule, on: every day", "no cron expression")]
    [InlineData("alpha: 0.01", "alpha: 1.5", "needs a number in (0, 1)")]
    [InlineData("margin: 0.05,", "margin: 0.05, factor: 0.9,", "exactly one of factor, margin and limit")]
    public void What_cannot_be_meant_is_refused(string from, string to, string said)
    {
        var error = Assert.Throws<ProjectFileException>(() => ProjectFile.Parse(Example.Yaml.Replace(from, to)));

        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_says_how_to_make_one() =>
        Assert.Contains("panta new", Assert.Throws<ProjectFileException>(() => ProjectFile.Load("no-such-file.yaml")).Message);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("24h", 86_400)]
    [InlineData("84d", 84 * 86_400)]
    [InlineData("1.5d", 129_600)]
    [InlineData("2w", 1_209_600)]
    public void Durations_are_a_number_and_a_unit(string text, double seconds) => Assert.Equal(seconds, Duration.Parse(text, null).Span.TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("1 d")]
    [InlineData("1y")]
    [InlineData("1e9d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, null, out _));

    [Fact]
    public void Durations_are_written_as_they_are_read()
    {
        foreach (var text in new[] { "90s", "31m", "25h", "84d", "0d" }) Assert.Equal(text, Duration.Parse(text, null).ToString());
    }

    [Fact]
    public void An_empty_item_of_a_list_is_told_with_its_line()
    {
        var error = Assert.Throws<ProjectFileException>(() => ProjectFile.Parse(Example.Yaml.Replace(
            "- {check: kpi, name: daily, metric: accuracy, margin: 0.05, breaches: 1, of: 1}", "-", StringComparison.Ordinal)));

        Assert.Contains("is null, but must be", error.Message);
    }
}
