using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Panta.Data.Delta;
using Panta.Data.Expectations;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Windows;
using Panta.Monitoring.Profiles;
using Panta.Serving.Endpoints;
using Panta.Tracking.Stores;

namespace Panta.Workflows.Projects;

/// <summary>The tables of a project: what was taken in from its source, what was turned away and why, and the rows a model learns from.</summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="endpoints">The endpoints, whose logs hold what was asked and what was true.</param>
/// <param name="time">The system's clock.</param>
public sealed class ProjectTables(DataFolder dataFolder, EndpointSet endpoints, TimeProvider time)
{
    const string FeaturePrefix = "features.";

    /// <summary>Takes the source in: reads it, holds it against schema and expectations, appends good rows to the project's table and bad ones to its quarantine.</summary>
    /// <param name="project">What the project declares.</param>
    /// <param name="folder">The folder that its paths are relative to.</param>
    /// <param name="cancel">Stops before the tables are written.</param>
    /// <returns>What changed, in words; empty where the source was taken in before.</returns>
    /// <exception cref="ProjectException">The source as a whole is not as expected; nothing was taken in.</exception>
    public async Task<IReadOnlyList<string>> IngestAsync(Project project, string folder, CancellationToken cancel)
    {
        if (project.Source.Path is not { } path) return [];

        var file = Path.GetFullPath(Path.Combine(folder, path));
        var transaction = new DeltaTransaction($"source:{project.Name}", await DigestAsync(file, project, cancel).ConfigureAwait(false));
        var place = PlaceOf(project.Name);
        if (DeltaTable.Exists(place) && DeltaTable.Open(place).Snapshot().TransactionVersion(transaction.AppId) == transaction.Version) return [];

        var rows = await Task.Run(() => ProjectSource.Read(project, file), cancel).ConfigureAwait(false);
        var gated = new ExpectationSuite { Expectations = project.Expectations }.Gate(rows, time.GetUtcNow());
        if (!gated.IsAccepted) throw new ProjectException(project.Name, $"The source '{file}' of project '{project.Name}' is not as expected: {string.Join(" ", gated.Problems)}");

        var added = Unknown(project, place, gated.Good);
        (DeltaTable.Exists(place) ? DeltaTable.Open(place) : DeltaTable.Create(place, rows.Schema)).Append(added, transaction, cancel: cancel);
        if (gated.Quarantined.RowCount > 0) Quarantine(project.Name, gated.Quarantined, transaction);
        return [$"table {project.Name}: {added.RowCount:N0} rows{(gated.Quarantined.RowCount > 0 ? $", {gated.Quarantined.RowCount:N0} in quarantine" : "")}"];
    }

    /// <summary>Puts acknowledged predictions and labels into their tables, so that what is learned from has versions.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancel">Gives up before the flush.</param>
    /// <returns>Versions by table.</returns>
    public async Task<JsonObject> PinAsync(ProjectState project, CancellationToken cancel)
    {
        var versions = new JsonObject();
        if (DeltaTable.Exists(PlaceOf(project.Name))) versions[project.Name] = DeltaTable.Open(PlaceOf(project.Name)).Version;
        if (endpoints.Find(project.Definition.Endpoint.Name) is { } endpoint)
            versions[$"predictions/{endpoint.Settings.Name}"] = await endpoint.Log.FlushAsync(cancel).ConfigureAwait(false);
        return versions;
    }

    /// <summary>The labelled rows of a window of event time: those of the source, and those that the endpoint answered and whose label was known by then.</summary>
    /// <param name="project">The project.</param>
    /// <param name="window">The window.</param>
    /// <param name="asOf">Labels that came in later are left out, so that the same call gives the same rows.</param>
    public ProjectRows Rows(ProjectState project, Window window, DateTimeOffset asOf)
    {
        var definition = project.Definition;
        var source = OfSource(definition, window);
        if (endpoints.Find(definition.Endpoint.Name) is not { } endpoint) return source.InOrder();

        var labelled = endpoint.Log.Labelled(window.Start, window.End, asOf);
        if (labelled.RowCount == 0) return source.InOrder(); // before the first prediction the log has no features

        return source.Then(OfLog(definition, labelled, source.Rows.Schema)).InOrder();
    }

    /// <summary>Holds rows against the project's expectations.</summary>
    /// <param name="project">What the project declares.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The rows that keep them, a report, and a reason to refuse all of them or null.</returns>
    public CheckedRows Check(Project project, ProjectRows rows)
    {
        var kept = project.Expectations.Where(expectation => expectation.Columns.All(rows.Rows.Schema.Contains)).ToImmutableArray();
        var gated = new ExpectationSuite { Expectations = kept }.Gate(rows.Rows, time.GetUtcNow());
        var report = new JsonObject
        {
            ["expectations"] = kept.Length,
            ["rows"] = rows.Count,
            ["good"] = gated.Good.RowCount,
            ["failed"] = new JsonArray([.. gated.Results.Where(result => !result.Passed).Select(result => (JsonNode)result.Sentence)]),
        };
        return new(rows.Take(gated.GoodRows), report, gated.IsAccepted ? null : string.Join(" ", gated.Problems));
    }

    /// <summary>The profile of the feature columns: what drift is measured against.</summary>
    /// <param name="project">What the project declares.</param>
    /// <param name="rows">The first training set.</param>
    public static Reference ReferenceOf(Project project, ProjectRows rows) => Reference.Of(rows.Rows.Without(project.Target));

    ProjectRows OfSource(Project project, Window window)
    {
        var place = PlaceOf(project.Source.Table ?? project.Name);
        var table = DeltaTable.Open(place).Read(
            project.Source.Time is { } time && window.Start > Window.Always.Start ? new DeltaRead { TimeColumn = time, From = window.Start, Until = window.End } : null);
        return ProjectSource.Rows(project, table);
    }

    static ProjectRows OfLog(Project project, Table labelled, Schema schema)
    {
        var columns = new List<(string, Column)>();
        foreach (var field in schema.Fields) columns.Add((field.Name, labelled[field.Name == project.Target ? "label" : FeaturePrefix + field.Name]));
        var keys = (TextColumn)labelled["entity_key"];
        return new(Table.Of([.. columns]), ((Column<long>)labelled["event_time"]).Span.ToArray(), [.. Enumerable.Range(0, labelled.RowCount).Select(row => keys[row] ?? "")]);
    }

    static Table Unknown(Project project, string place, Table rows)
    {
        if (!DeltaTable.Exists(place)) return rows;
        if (project.Source.Key is not { } key)
            throw new ProjectException(
                project.Name, $"The source of project '{project.Name}' has changed, and without source.key its new rows cannot be told from the old ones. Give it a key.");

        var before = DeltaTable.Open(place).Read(new() { Columns = [key] })[key];
        var known = Enumerable.Range(0, before.Length).Select(row => before.Value(row)?.ToString()).ToHashSet();
        var keys = rows[key];
        return rows.Where(row => !known.Contains(keys.Value(row)?.ToString()));
    }

    void Quarantine(string project, Table rows, DeltaTransaction transaction)
    {
        var place = PlaceOf($"{project}_quarantine");
        (DeltaTable.Exists(place) ? DeltaTable.Open(place) : DeltaTable.Create(place, rows.Schema)).Append(rows, transaction, addColumns: true);
    }

    static async Task<long> DigestAsync(string file, Project project, CancellationToken cancel)
    {
        if (!File.Exists(file))
            throw new ProjectException(
                project.Name, $"The source '{file}' of project '{project.Name}' does not exist. Paths are relative to the project file's folder.");

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var stream = File.OpenRead(file);
        await using (stream.ConfigureAwait(false)) hash.AppendData(await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false));
        hash.AppendData(Encoding.UTF8.GetBytes($"{project.Source.Query}\n{string.Join('\n', project.Expectations)}"));
        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset()) & long.MaxValue;
    }

    string PlaceOf(string table) => Path.Combine(dataFolder.Tables, table);
}
