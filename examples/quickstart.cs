#:project ../src/Panta.Learning/Panta.Learning.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Learns the hourly demand of a bike-sharing system, judges the model on the two weeks that follow, and keeps it. Run: dotnet run examples/quickstart.cs
using Panta.Data.Reading;
using Panta.Learning.Evaluation;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;
using Panta.Learning.Tuning;

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
