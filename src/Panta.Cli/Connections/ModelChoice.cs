using System.CommandLine;
using System.Net;
using Panta.Learning.Persistence;
using Panta.Serving.Scoring;

namespace Panta.Cli.Connections;

/// <summary>
/// Which model a command uses: a folder, or one that the store keeps, by MLflow's URIs. What is fetched from the store is gone when it is loaded.
/// </summary>
static class ModelChoice
{
    const string Api = "api/2.0/mlflow";
    const string Proxy = "api/2.0/mlflow-artifacts/artifacts";
    const string Registered = "models:/";
    const string OfRun = "runs:/";
    const string Kept = "mlflow-artifacts:/";

    static readonly Argument<string> Model = new("MODEL")
    {
        Description = "A model folder (the one that holds MLmodel), or models:/NAME/VERSION, models:/NAME@ALIAS, runs:/RUN/PATH of the store.",
    };

    /// <summary>Adds the argument, and the options that say which store.</summary>
    public static void AddTo(Command command)
    {
        command.Arguments.Insert(0, Model);
        ServerChoice.AddTo(command);
    }

    /// <summary>The model as messages call it: a folder by its full path, a URI as it was given.</summary>
    public static string NameOf(ParseResult parsed) => IsUri(parsed.GetValue(Model)!) ? parsed.GetValue(Model)! : Path.GetFullPath(parsed.GetValue(Model)!);

    /// <summary>Loads the model that the command line names.</summary>
    /// <exception cref="ModelFormatException">It is no model, or damaged.</exception>
    /// <exception cref="ServerAnswerException">The store has no such model.</exception>
    public static async Task<Scorer> LoadAsync(ParseResult parsed, CancellationToken cancel)
    {
        var name = NameOf(parsed);
        if (!IsUri(name)) return Scorer.Load(name);

        var folder = Directory.CreateTempSubdirectory("panta-model-");
        try
        {
            await using (var server = await ServerChoice.ConnectAsync(parsed, cancel)) await FetchAsync(server, name, folder, cancel);
            return Scorer.Load(folder.FullName);
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException(error.File.Replace(folder.FullName, name, StringComparison.Ordinal), error.Problem, error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static bool IsUri(string model) => model.StartsWith(Registered, StringComparison.Ordinal) || model.StartsWith(OfRun, StringComparison.Ordinal);

    static async Task FetchAsync(ServerConnection server, string model, DirectoryInfo folder, CancellationToken cancel)
    {
        var place = model.StartsWith(OfRun, StringComparison.Ordinal)
            ? await PlaceInRunAsync(server, model, cancel)
            : await PlaceOfVersionAsync(server, model, cancel);
        if (!place.StartsWith(Kept, StringComparison.Ordinal))
            throw new InvalidDataException($"{model} lies at '{place}', which {server.Address} does not keep. Give that folder in its place.");

        foreach (var file in ModelFolder.Files)
        {
            var target = new FileInfo(Path.Combine(folder.FullName, file));
            target.Directory!.Create();
            var path = string.Join('/', $"{place[Kept.Length..].Trim('/')}/{file}".Split('/').Select(Uri.EscapeDataString));
            await server.TryGetFileAsync($"{Proxy}/{path}", target, cancel); // what is missing is told by who loads the folder
        }
    }

    static async Task<string> PlaceInRunAsync(ServerConnection server, string model, CancellationToken cancel)
    {
        if (model[OfRun.Length..].TrimStart('/').Split('/', 2) is not [{ Length: > 0 } run, { Length: > 0 } path])
            throw new UsageException($"'{model}' names no model of a run; needs runs:/RUN/PATH, as runs:/0a1b2c/model.");

        var answer = await server.GetAsync($"{Api}/runs/get?run_id={Uri.EscapeDataString(run)}", cancel);
        return $"{answer["run"]?["info"].Text("artifact_uri")}/{path}";
    }

    static async Task<string> PlaceOfVersionAsync(ServerConnection server, string model, CancellationToken cancel)
    {
        var rest = model[Registered.Length..].TrimStart('/');
        var (name, version) = rest.Split('@') is [{ Length: > 0 } aliased, { Length: > 0 } alias]
            ? (aliased, await VersionOfAsync(server, aliased, alias, cancel))
            : rest.Split('/') is [{ Length: > 0 } named, { Length: > 0 } number] && number.All(char.IsAsciiDigit)
            ? (named, number)
            : throw new UsageException($"'{model}' names no version of a model; needs models:/NAME/VERSION or models:/NAME@ALIAS, " +
                "as models:/bikes/3 or models:/bikes@champion.");

        var answer = await server.GetAsync($"{Api}/model-versions/get-download-uri?name={Uri.EscapeDataString(name)}&version={version}", cancel);
        return answer.Text("artifact_uri");
    }

    static async Task<string> VersionOfAsync(ServerConnection server, string name, string alias, CancellationToken cancel)
    {
        var query = $"name={Uri.EscapeDataString(name)}&alias={Uri.EscapeDataString(alias)}";
        return (await server.GetAsync($"{Api}/registered-models/alias?{query}", cancel))["model_version"].Text("version");
    }
}
