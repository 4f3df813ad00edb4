using System.Data;
using System.Globalization;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

/// <summary>A version made from what the registry has already, by a <c>models:</c> URI: where its files are is settled when it is made.</summary>
static class ModelReference
{
    const string Scheme = "models:";

    /// <summary>Whether a source is one.</summary>
    public static bool Is(string source) => source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The version as it is kept and where its files are: <c>models:/m-ID</c> stays and is that logged model, where it is;
    /// <c>models:/NAME/VERSION</c>, <c>models:/NAME/STAGE</c> and <c>models:/NAME@ALIAS</c> become the version meant, with its run and logged model.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such version or logged model.</exception>
    /// <exception cref="ArgumentException">It is of no such form, names a prompt, or belongs to another run or logged model than the one given.</exception>
    public static (NewModelVersion Version, string Location) Resolve(IDbConnection connection, NewModelVersion copy)
    {
        var path = copy.Source[Scheme.Length..];
        if (!path.StartsWith('/') || (path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal)))
            throw Invalid(copy.Source, "Registered model sources must use this registry: models:/NAME/VERSION.");

        var parts = path.Trim('/').Split('/');
        if (parts is [var id] && id.StartsWith("m-", StringComparison.Ordinal))
            return (copy.ModelId.Length > 0 ? copy : copy with { ModelId = id }, LoggedModelStore.Get(connection, id).ArtifactUri);

        var (name, number) = Meant(connection, copy.Source, parts);
        var original = ModelRows.GetVersion(connection, name, number);
        if (original.Tags.Any(t => t.Key == ModelSource.PromptTag && t.Value == "true"))
            throw Invalid(copy.Source, "Prompt versions cannot be used as model version sources.");
        if (Differs(copy.RunId, original.RunId) || Differs(copy.ModelId, original.ModelId))
            throw Invalid(copy.Source, "The run_id and model_id request parameters must match the referenced model version.");

        var source = string.Create(CultureInfo.InvariantCulture, $"models:/{original.Name}/{original.Version}");
        return (copy with { Source = source, RunId = original.RunId, ModelId = original.ModelId }, original.Location);
    }

    static (string Name, long Number) Meant(IDbConnection connection, string source, string[] parts) => parts switch
    {
        [var both] when both.LastIndexOf('@') is > 0 and var at => (both[..at], WithAlias(connection, source, both[..at], both[(at + 1)..])),
        [var name, var number] when long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => (name, version),
        [var name, var stage] => (
            name, InStage(connection, name, stage.Equals("latest", StringComparison.OrdinalIgnoreCase) ? null : ModelStage.Parse(stage))),
        _ => throw Invalid(source, "It must be models:/NAME/VERSION, models:/NAME/STAGE, models:/NAME@ALIAS or models:/m-ID."),
    };

    static long WithAlias(IDbConnection connection, string source, string name, string alias) =>
        connection.First("SELECT version FROM aliases WHERE name = @0 AND alias = @1", r => (long?)r.GetInt64(0), name, alias)
        ?? throw Invalid(source, $"Registered model alias {alias} not found.");

    static long InStage(IDbConnection connection, string name, string? stage)
    {
        var found = stage is null
            ? connection.First("SELECT MAX(version) FROM model_versions WHERE name = @0", r => r.LongOrNull(0), name)
            : connection.First("SELECT MAX(version) FROM model_versions WHERE name = @0 AND stage = @1", r => r.LongOrNull(0), name, stage);
        return found ?? throw new NotFoundException(
            "model version", $"{name}/{stage ?? "latest"}", $"Model Version (name={name}, version={stage ?? "latest"}) not found.");
    }

    static bool Differs(string given, string original) => given.Length > 0 && given != original;

    static ArgumentException Invalid(string source, string because) => new($"Invalid model version source: '{source}'. {because}");
}
