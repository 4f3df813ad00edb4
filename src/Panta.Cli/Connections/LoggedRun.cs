using System.Net;
using System.Text.Json.Nodes;

namespace Panta.Cli.Connections;

/// <summary>A run that a command logs, by MLflow's API as any client does.</summary>
sealed class LoggedRun
{
    const string Api = "api/2.0/mlflow";
    readonly ServerConnection _server;
    readonly string _artifacts;

    LoggedRun(ServerConnection server, string id, string artifacts)
    {
        _server = server;
        Id = id;
        _artifacts = artifacts;
    }

    /// <summary>The run's id.</summary>
    public string Id { get; }

    /// <summary>Begins a run in the experiment of that name, which is made where there is none.</summary>
    public static async Task<LoggedRun> BeginAsync(ServerConnection server, string experiment, string name, DateTimeOffset started, CancellationToken cancel)
    {
        var answer = await server.PostAsync(
            $"{Api}/runs/create",
            new JsonObject
            {
                ["experiment_id"] = await ExperimentAsync(server, experiment, cancel),
                ["run_name"] = name,
                ["user_id"] = Environment.UserName,
                ["start_time"] = started.ToUnixTimeMilliseconds(),
            },
            cancel);
        var about = answer["run"]!["info"];
        return new(server, about.Text("run_id"), about.Text("artifact_uri"));
    }

    /// <summary>Logs parameters and metrics.</summary>
    public Task LogAsync(
        IEnumerable<(string Key, string Value)> parameters, IEnumerable<(string Key, double Value)> metrics, CancellationToken cancel) => _server.PostAsync(
        $"{Api}/runs/log-batch",
        new JsonObject
        {
            ["run_id"] = Id,
            ["params"] = new JsonArray([.. parameters.Select(parameter => new JsonObject { ["key"] = parameter.Key, ["value"] = parameter.Value })]),
            ["metrics"] = new JsonArray([.. metrics.Select(metric => new JsonObject
            {
                ["key"] = metric.Key,
                ["value"] = metric.Value,
                ["timestamp"] = Now(),
                ["step"] = 0,
            })]),
        },
        cancel);

    /// <summary>Stores a folder among the run's artifacts.</summary>
    public async Task PutFolderAsync(DirectoryInfo folder, string name, CancellationToken cancel)
    {
        if (!_artifacts.StartsWith("mlflow-artifacts:/", StringComparison.Ordinal))
            throw new InvalidDataException($"The experiment keeps its artifacts at '{_artifacts}', which {_server.Address} does not keep. Name another with --experiment.");

        var place = _artifacts[(_artifacts.IndexOf(":/", StringComparison.Ordinal) + 2)..].Trim('/');
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/');
            await _server.PutFileAsync($"api/2.0/mlflow-artifacts/artifacts/{place}/{name}/{path}", file, cancel);
        }
    }

    /// <summary>Says that the run is finished.</summary>
    public Task EndAsync(CancellationToken cancel) =>
        _server.PostAsync($"{Api}/runs/update", new JsonObject { ["run_id"] = Id, ["status"] = "FINISHED", ["end_time"] = Now() }, cancel);

    static async Task<string> ExperimentAsync(ServerConnection server, string name, CancellationToken cancel)
    {
        try
        {
            var known = await server.GetAsync($"{Api}/experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}", cancel);
            return known["experiment"].Text("experiment_id");
        }
        catch (ServerAnswerException absent) when (absent.Status == HttpStatusCode.NotFound)
        {
            return (await server.PostAsync($"{Api}/experiments/create", new JsonObject { ["name"] = name }, cancel)).Text("experiment_id");
        }
    }

    static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
