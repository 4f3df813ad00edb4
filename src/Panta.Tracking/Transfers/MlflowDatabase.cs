using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Panta.Data.Databases;
using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Transfers;

/// <summary>
/// MLflow's own database, in SQLite or PostgreSQL, of the schemas of MLflow 1.3 to 3.17; it is only read. Infinities, which MLflow stores as the largest
/// number, are infinities again; deleted versions of models, whose rows MLflow keeps, only keep their numbers from being given again.
/// </summary>
public sealed class MlflowDatabase : ITransferSource
{
    const string Workspace = "default";

    static readonly string[] NotServed = ["trace_info", "assessments", "scorers", "evaluation_datasets", "webhooks", "endpoints", "mcp_servers"];

    readonly DbConnection _connection;
    readonly DbTransaction? _snapshot;
    readonly LocalFiles _files;
    readonly MlflowSchema _schema;

    MlflowDatabase(DbConnection connection, string place, string? files)
    {
        Place = place;
        _connection = connection;
        _files = new(files);
        _schema = MlflowSchema.Read(connection, place);
        // One state of all tables. In SQLite a long read would keep a running server from writing.
        if (connection is NpgsqlConnection) _snapshot = connection.BeginTransaction(IsolationLevel.RepeatableRead);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>Opens a database in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="files">Where the files of <c>mlflow-artifacts:/</c> are on this machine; null for unknown.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StoreException">It is no database of MLflow's, or of another version.</exception>
    public static MlflowDatabase OpenSqlite(string file, string? files = null)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"There is no file '{Path.GetFullPath(file)}'. Give MLflow's SQLite file, as mlflow.db.");

        SqliteLibrary.Require();
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        return Open(new SqliteConnection(settings.ToString()), Path.GetFullPath(file), files);
    }

    /// <summary>Opens a database of a PostgreSQL server's.</summary>
    /// <param name="address">The database.</param>
    /// <param name="files">Where the files of <c>mlflow-artifacts:/</c> are on this machine; null for unknown.</param>
    /// <exception cref="StoreException">It cannot be reached, is none of MLflow's, or of another version.</exception>
    public static MlflowDatabase OpenPostgres(PostgresAddress address, string? files = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var settings = new NpgsqlConnectionStringBuilder(address.Connection) { Pooling = false, ApplicationName = "panta import" };
        return Open(new NpgsqlConnection(settings.ConnectionString), address.Place, files);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut()
    {
        var sentences = NotServed.Where(_schema.Has)
            .Select(table => (Table: table, Rows: _connection.First($"SELECT COUNT(*) FROM {table}", r => r.GetInt64(0))))
            .Where(found => found.Rows > 0)
            .Select(found => $"Left out: {Amount.Of(found.Rows, "row")} of MLflow's table '{found.Table}'. Panta has no such thing, or keeps it elsewhere.")
            .ToList();
        var elsewhere = _connection.First($"SELECT COUNT(*) FROM experiments WHERE NOT ({_schema.InWorkspace("experiments")})", r => r.GetInt64(0), Workspace);
        if (elsewhere > 0) sentences.Add($"Left out: {Amount.Of(elsewhere, "experiment")} of workspaces other than '{Workspace}'.");
        return sentences;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments()
    {
        var tags = _connection.Rows(
            "SELECT experiment_id, key, value FROM experiment_tags ORDER BY key", r => (Id: r.GetInt64(0), Tag: new Tag(r.GetString(1), r.TextOrNull(2) ?? "")))
            .ToLookup(t => t.Id, t => t.Tag);
        return _connection.Rows(
            $"""
            SELECT experiment_id, name, artifact_location, lifecycle_stage, {_schema.Column("experiments.creation_time")},
                {_schema.Column("experiments.last_update_time")}
            FROM experiments WHERE {_schema.InWorkspace("experiments")} ORDER BY experiment_id
            """,
            r => new Experiment
            {
                ExperimentId = Tally.Text(r.GetInt64(0)),
                Name = r.GetString(1),
                ArtifactLocation = r.TextOrNull(2) ?? "",
                Stage = MlflowRows.Stage(r.TextOrNull(3)),
                CreationTime = r.LongOrNull(4) ?? 0,
                LastUpdateTime = r.LongOrNull(5) ?? 0,
                Tags = [.. tags[r.GetInt64(0)]],
            },
            Workspace);
    }

    /// <inheritdoc/>
    public long CountRuns(IReadOnlyList<string> experimentIds) =>
        _connection.First("SELECT COUNT(*) FROM runs WHERE experiment_id IN @0", r => r.GetInt64(0), Ids(experimentIds));

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds) => MlflowRows.Runs(_connection, _schema, Ids(experimentIds));

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs) => MlflowRows.Points(_connection, runs);

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds) => 
        _schema.Has("logged_models") ? MlflowModelRows.LoggedModels(_connection, Ids(experimentIds)) : [];

    /// <inheritdoc/>
    public IEnumerable<MovedRegistration> Registrations() => 
        _schema.Has("registered_models") ? MlflowModelRows.Registrations(_connection, _schema, Workspace) : [];

    /// <inheritdoc/>
    public bool Reaches(string uri) => _files.Reaches(uri);

    /// <inheritdoc/>
    public string HelpFor(string location) => LocalFiles.IsProxied(location)
        ? "Say with --artifacts-from FOLDER where they are on this machine (the --artifacts-destination of MLflow's server), or import from its address."
        : "";

    /// <inheritdoc/>
    public bool Has(string location) => _files.Has(location);

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => _files.List(uri);

    /// <inheritdoc/>
    public Stream Open(string uri, string path) => _files.Open(uri, path);

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshot?.Dispose();
        _connection.Dispose();
    }

    static MlflowDatabase Open(DbConnection connection, string place, string? files)
    {
        try
        {
            connection.Open();
            return new(connection, place, files);
        }
        catch (DbException error)
        {
            connection.Dispose();
            throw new StoreException(
                place, $"cannot be read as a store of MLflow's: {error.Message.TrimEnd('.')}. Give what 'mlflow server' has as --backend-store-uri.", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    static long[] Ids(IReadOnlyList<string> experimentIds) => [.. experimentIds.Select(Limits.ParseExperimentId)];
}
