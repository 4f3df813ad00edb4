using System.Text.RegularExpressions;
using Panta.Data.Reading;
using Panta.Learning.Evaluation;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;
using Panta.Learning.Tuning;
using Panta.Workflows.Projects;

namespace Panta.Tests;

/// <summary>What the README shows is true: its C# runs and prints what it says, its project is one, and the same lines are in the example.</summary>
[Collection(nameof(ReadmeTests))]
public sealed partial class ReadmeTests
{
    /// <summary>The program prints to the console and reads from the working directory: nothing else runs meanwhile.</summary>
    [CollectionDefinition(nameof(ReadmeTests), DisableParallelization = true)]
    public sealed class Alone;

    static readonly string Root = FindRoot();

    [Fact]
    public void The_program_prints_the_error_that_the_readme_says()
    {
        var (before, output) = (Console.Out, new StringWriter());
        var folder = Directory.CreateTempSubdirectory("panta-readme-");
        var here = Directory.GetCurrentDirectory();
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "examples"), Path.Combine(Root, "examples"));
        try
        {
            Directory.SetCurrentDirectory(folder.FullName);
            Console.SetOut(output);
            LearnFromBikes();
        }
        finally
        {
            Console.SetOut(before);
            Directory.SetCurrentDirectory(here);
        }

        Assert.Contains(output.ToString().Trim(), Read("README.md"));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "bikes-model", "MLmodel")));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_program_is_the_one_that_is_tested_and_the_example()
    {
        var shown = Squeeze(Body(Block("csharp")));

        Assert.Contains(shown, Squeeze(Read("tests/EndToEnd.Tests/ReadmeTests.cs")));
        Assert.Contains(shown, Squeeze(Body(Read("examples/quickstart.cs"))));
    }

    [Fact]
    public void The_project_is_one_and_learns_as_the_program_does()
    {
        var project = ProjectFile.Parse(Block("yaml"));

        var stage = Assert.IsType<HistGradientBoostingRegressor>(Assert.Single(project.Pipeline));
        Assert.Equal((0.05, 7L, "cnt"), (stage.LearningRate, stage.Seed, stage.LabelCol));
        var rows = ProjectSource.Read(project, Path.Combine(Root, "examples", "bikes", "hour.csv"));
        Assert.Equal(1268, rows.RowCount);
    }

    static void LearnFromBikes()
    {
        using var duckDb = DuckDb.Open();
        const string Hours = "select * exclude (casual, registered) from 'examples/bikes/hour.csv'";
        var weeks = duckDb.Query($"{Hours} where dteday < '2011-02-12' order by instant");
        var next = duckDb.Query($"{Hours} where dteday between '2011-02-12' and '2011-02-25' order by instant");

        var error = new RegressionEvaluator { LabelCol = "cnt", MetricName = "mae" };
        var search = new CrossValidator
        {
            Estimator = new Pipeline(new HistGradientBoostingRegressor
            {
                InputCols = ["mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"],
                LabelCol = "cnt",
                LearningRate = 0.05,
                Seed = 7,
            }),
            Grid = ParamGrid.Empty.With("histGradientBoostingRegressor.maxLeafNodes", 7, 15, 31),
            Evaluator = error,
            NumFolds = 5,
        };
        var model = (PipelineModel)search.Fit(weeks).BestModel;

        Console.WriteLine($"mean absolute error on the next two weeks: {error.Evaluate(model.Transform(next)):F1} rentals an hour");
        ModelFolder.Save("bikes-model", model, Signature.Of(model, weeks.Schema), new ModelOrigin { Created = TimeProvider.System.GetUtcNow() });
    }

    static string Block(string language) => Regex.Match(Read("README.md"), $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;

    static string Body(string program) => program[program.IndexOf("using var", StringComparison.Ordinal)..];

    static string Squeeze(string text) => Spaces().Replace(text, "");

    static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Panta.slnx"))) return folder.FullName;

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds Panta.slnx.");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
