#!/usr/bin/env dotnet
#:project ../src/Panta.Cli/Panta.Cli.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Hourly bike demand: the same project as bikes/panta.yaml, written in C#. Run it with 'dotnet run examples/bikes.cs'.
using Panta.Cli.Demo;
using Panta.Learning.Trees;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

string[] inputs = ["season", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];
var bikes = new Project
{
    Name = "bikes",
    Source = new()
    {
        Path = "hour.csv",
        Query = $"SELECT CAST(dteday AS TIMESTAMP) + to_hours(hr) AS time, strftime(dteday, '%Y-%m-%d') || '-' || hr AS hour, {string.Join(", ", inputs)}, cnt FROM source WHERE dteday < DATE '2011-02-26'",
        Time = "time",
        Key = "hour",
    },
    Labels = new() { Maturity = TimeSpan.FromHours(24) },
    Pipeline = [new HistGradientBoostingRegressor { InputCols = [.. inputs], LabelCol = "cnt", MaxIter = 200, LearningRate = 0.05, Seed = 7 }],
    Target = "cnt",
    Unit = "rentals/h",
    Metric = KpiMetric.Mae,
    Split = new() { Holdout = new Duration(TimeSpan.FromDays(14)) },
    Tune = new() { Grid = Tune.Over("histGradientBoostingRegressor.maxLeafNodes", 15, 31, 63) },
    Endpoint = new() { Name = "bikes", Frozen = "bikes-frozen" },
    Monitor = new() { Window = TimeSpan.FromDays(7), Checks = [new KpiCheck { Name = "weekly-error", Metric = KpiMetric.Mae, Factor = 1.25, Breaches = 2, Of = 3, Clear = 1 }] },
    Policy = new()
    {
        Retrain = new() { On = "weekly-error", Window = new Duration(TimeSpan.FromDays(84)), Cooldown = TimeSpan.FromDays(14) },
        Promote = new() { Margin = 0.03, Test = PairedTest.Bootstrap },
    },
};

await using var rehearsal = await Rehearsal.StartAsync(args is [var folder] ? folder : Directory.CreateTempSubdirectory("panta-bikes-").FullName);
Console.WriteLine($"The page is open at {rehearsal.Address}");
Console.WriteLine(await rehearsal.LiveAsync(bikes, Path.Combine(Stories.Examples, "bikes"), Stories.Bikes(), Console.WriteLine));
