using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    const string StageColumns = "change, name, version, stage, previous_stage, at, who, why";

    /// <summary>Moves a version to a stage and records it; each version that makes room for it too.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="stage">None, Staging, Production or Archived, in any case of letters.</param>
    /// <param name="archiveOthers">Whether the other versions in that stage go to Archived; only for Staging and Production. Default false.</param>
    /// <param name="who">Who decided. Default empty: it is not known.</param>
    /// <param name="why">Why, for people. Default empty.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ArgumentException">There is no such stage, or it is none that others can leave.</exception>
    public Task<ModelVersion> MoveToStageAsync(
        string name, long version, string stage, bool archiveOthers = false, string who = "", string why = "", CancellationToken cancel = default)
    {
        var target = ModelStage.Parse(stage);
        if (archiveOthers && target is (ModelStage.None or ModelStage.Archived))
            throw new ArgumentException(
                $"Model version transition cannot archive existing model versions because '{target}' is not an Active stage. Valid stages are Staging, "
                + "Production.");

        return database.WriteAsync(
            c =>
            {
                RequireVersion(c, name, version);
                var now = Now;
                foreach (var other in archiveOthers ? Others(c, name, version, target) : [])
                    Move(c, name, other, ModelStage.Archived, now, who, $"version {version} moved to {target}");
                Move(c, name, version, target, now, who, why);
                c.Run("UPDATE registered_models SET last_update_time = @1 WHERE name = @0", name, now);
                return ModelRows.GetVersion(c, name, version);
            },
            cancel);
    }

    /// <summary>The moves of a model's versions between stages, newest first; they outlive the model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">Only of this version; null for all.</param>
    public IReadOnlyList<StageChange> StageHistory(string name, long? version = null) => database.Read(c => version is { } one
        ? c.Rows($"SELECT {StageColumns} FROM stage_history WHERE name = @0 AND version = @1 ORDER BY change DESC", ReadStage, name, one)
        : c.Rows($"SELECT {StageColumns} FROM stage_history WHERE name = @0 ORDER BY change DESC", ReadStage, name));

    void Move(IDbConnection connection, string name, long version, string stage, long now, string who, string why)
    {
        var before = connection.First(
            "SELECT stage FROM model_versions WHERE name = @0 AND version = @1", r => r.GetString(0), name, version)!; // its version was required before
        connection.Run("UPDATE model_versions SET stage = @2, last_update_time = @3 WHERE name = @0 AND version = @1", name, version, stage, now);
        if (before == stage) return;

        connection.Run(
            "INSERT INTO stage_history (name, version, stage, previous_stage, at, who, why) VALUES (@0, @1, @2, @3, @4, @5, @6)",
            name, version, stage, before, now, who, why);
        AnnounceStage(connection, connection.First($"SELECT {StageColumns} FROM stage_history ORDER BY change DESC LIMIT 1", ReadStage)!); // just written
    }

    static List<long> Others(IDbConnection connection, string name, long version, string stage) => connection.Rows(
        "SELECT version FROM model_versions WHERE name = @0 AND stage = @1 AND version <> @2 ORDER BY version", r => r.GetInt64(0), name, stage, version);

    static StageChange ReadStage(IDataRecord row) => new()
    {
        Change = row.GetInt64(0),
        Model = row.GetString(1),
        Version = row.GetInt64(2),
        Stage = row.GetString(3),
        PreviousStage = row.GetString(4),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Who = row.GetString(6),
        Why = row.GetString(7),
    };
}
