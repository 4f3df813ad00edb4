#!/usr/bin/env dotnet
#:project ../src/Panta.Cli/Panta.Cli.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// The glass factory: the same project as glassware/panta.yaml, written in C#. Run it with 'dotnet run examples/glassware.cs'.
using Panta.Cli.Demo;
using Panta.Learning.Features;
using Panta.Learning.Trees;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

var glassware = new Project
{
    Name = "glassware",
    Source = new() { Path = "first-days.parquet", Time = "process_time", Key = "pid" },
    Labels = new() { Maturity = TimeSpan.FromHours(24) },
    Pipeline = [new VectorAssembler { InputCols = ["temp", "pressure", "duration"], OutputCol = "features" }, new RandomForestClassifier { LabelCol = "quality", Seed = 7 }],
    Target = "quality",
    Metric = KpiMetric.Accuracy,
    Split = new() { Folds = 5 },
    Tune = new()
    {
        Grid = Tune.Over("randomForestClassifier.numTrees", 10, 25, 50).AddRange(Tune.Over("randomForestClassifier.maxDepth", 3, 5, 10)),
        Retrain = Tune.Over("randomForestClassifier.numTrees", 50),
    },
    Endpoint = new() { Name = "glassware", Frozen = "glassware-frozen" },
    Monitor = new() { Checks = [new KpiCheck { Name = "daily-accuracy", Metric = KpiMetric.Accuracy, Margin = 0.05, Significance = 1e-4, Breaches = 1, Of = 1, Clear = 1 }] },
    Policy = new()
    {
        Retrain = new() { On = "daily-accuracy", Again = new Duration(TimeSpan.FromDays(4)) },
        Promote = new() { Test = PairedTest.McNemar, Alpha = 0.01 },
    },
};

var folder = args is [var given] ? given : Directory.CreateTempSubdirectory("panta-glassware-").FullName;
Stories.LayOutFactory(Path.Combine(folder, "glassware"));
await using var rehearsal = await Rehearsal.StartAsync(Path.Combine(folder, "data"));
Console.WriteLine($"The page is open at {rehearsal.Address}");
Console.WriteLine(await rehearsal.LiveAsync(glassware, Path.Combine(folder, "glassware"), Stories.Factory(), Console.WriteLine));
