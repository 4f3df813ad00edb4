using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Serving.Endpoints;
using Panta.Serving.Scoring;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;

namespace Panta.Serving.Tests;

/// <summary>A data folder with a registered model <c>bikes</c> of two versions: count = temp + weather in the first, ten times that in the second.</summary>
sealed class ServingFolder : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2012, 5, 1, 12, 0, 0, TimeSpan.Zero);

    readonly string _root = Path.Combine(Path.GetTempPath(), $"panta-serving-{Guid.NewGuid():N}");
    readonly DataFolder _folder;

    public ServingFolder()
    {
        _folder = DataFolder.Open(_root);
        Database = Database.Open(_folder);
        Registry = new(Database, TimeProvider.System);
        Artifacts = new(_folder);
        Store = new(Database, TimeProvider.System);
        Endpoints = NewEndpoints();
    }

    public Database Database { get; }

    public ModelRegistry Registry { get; }

    public ArtifactStore Artifacts { get; }

    public EndpointStore Store { get; }

    public EndpointSet Endpoints { get; }

    public string Root => _root;

    /// <summary>A set over the same folder, as after a restart.</summary>
    public EndpointSet NewEndpoints() => new(_folder, Store, Registry, Artifacts, TimeProvider.System, _ => new Clock());

    public static PipelineModel Model(double factor) => new Pipeline(
        new StringIndexer { InputCol = "weather", OutputCol = "weatherIndex" },
        new VectorAssembler { InputCols = ["weatherIndex", "temp"] },
        new LinearRegression { RegParam = 0.01 }).Fit(Training(factor));

    public static Table Training(double factor)
    {
        var random = new Random(7);
        var temp = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
        var weather = Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? "rain" : "clear").ToArray();
        var label = temp.Select((value, i) => factor * (value + (i % 3 == 0 ? 0 : 1))).ToArray();
        return Required(Table.Of(("weather", TextColumn.Of(weather)), ("temp", new Column<double>(DataType.Float64, temp)),
            ("label", new Column<double>(DataType.Float64, label))));
    }

    public string SaveModel(string name, double factor)
    {
        var folder = Path.Combine(_folder.Artifacts, "models", name);
        var model = Model(factor);
        ModelFolder.Save(folder, model, Signature.Of(model, Training(factor).Schema), new() { Created = Now });
        return folder;
    }

    public async Task RegisterAsync(params double[] factors)
    {
        await Registry.CreateAsync("bikes");
        foreach (var (i, factor) in factors.Index())
        {
            SaveModel($"v{i + 1}", factor);
            await Registry.CreateVersionAsync(new() { Name = "bikes", Source = $"mlflow-artifacts:/models/v{i + 1}" });
        }
    }

    public Task PromoteAsync(long version) => Registry.SetAliasAsync("bikes", "champion", version, "test", "because");

    public Task<Endpoint> OpenAsync(string name = "bikes", bool isDefault = false) =>
        Endpoints.SetAsync(new() { Name = name, Model = "bikes", TimeColumn = "at", KeyColumn = "id", IsDefault = isDefault });

    public async ValueTask DisposeAsync()
    {
        await Endpoints.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    static Table Required(Table table) => new(new Schema([.. table.Schema.Fields.Select(field => field with { Nullable = false })]), table.Columns);

    sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
