using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    /// <summary>Writes a registered model of another store over what is there, without telling webhooks of it.</summary>
    internal static void Import(IDbConnection connection, RegisteredModel model, long lastVersion)
    {
        connection.Run(
            """
            INSERT INTO registered_models AS m (name, description, creation_time, last_update_time, last_version) VALUES (@0, @1, @2, @3, @4)
            ON CONFLICT (name) DO UPDATE SET description = excluded.description, creation_time = excluded.creation_time,
                last_update_time = excluded.last_update_time,
                last_version = CASE WHEN excluded.last_version > m.last_version THEN excluded.last_version ELSE m.last_version END
            """,
            model.Name, model.Description, model.CreationTime, model.LastUpdateTime, lastVersion);
        foreach (var tag in model.Tags) SetModelTag(connection, model.Name, tag);
    }

    /// <summary>Writes a version of another store over what is there; its model is there.</summary>
    internal static void Import(IDbConnection connection, ModelVersion version)
    {
        connection.Run(
            """
            INSERT INTO model_versions (name, version, creation_time, last_update_time, description, stage, source, location, run_id, run_link, model_id)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10)
            ON CONFLICT (name, version) DO UPDATE SET creation_time = excluded.creation_time, last_update_time = excluded.last_update_time,
                description = excluded.description, stage = excluded.stage, source = excluded.source, location = excluded.location,
                run_id = excluded.run_id, run_link = excluded.run_link, model_id = excluded.model_id
            """,
            version.Name, version.Version, version.CreationTime, version.LastUpdateTime, version.Description, version.Stage, version.Source, version.Location,
            version.RunId, version.RunLink, version.ModelId);
        foreach (var tag in version.Tags) SetVersionTag(connection, version.Name, version.Version, tag);
    }

    /// <summary>Points an alias of another store to its version and records it in the alias's history, once.</summary>
    internal void Import(IDbConnection connection, string name, ModelAlias alias, string why)
    {
        RequireAlias(alias.Alias);
        var move = new AliasMove { Model = name, Alias = alias.Alias, Version = alias.Version, Who = "panta import", Why = why };
        var previous = connection.First("SELECT version FROM aliases WHERE name = @0 AND alias = @1", r => (long?)r.GetInt64(0), name, alias.Alias);
        if (previous == alias.Version) return;

        connection.Run(
            "INSERT INTO aliases (name, alias, version) VALUES (@0, @1, @2) ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version",
            name, alias.Alias, alias.Version);
        // A history that came before it ends with this very move.
        var last = connection.First(
            "SELECT version FROM alias_history WHERE name = @0 AND alias = @1 ORDER BY change DESC LIMIT 1", r => r.LongOrNull(0), name, alias.Alias);
        if (last != alias.Version) Record(connection, move, previous);
    }

    /// <summary>Writes moves of aliases of another store, each once.</summary>
    /// <returns>Those that are there now.</returns>
    internal static List<AliasChange> Import(IDbConnection connection, IReadOnlyList<AliasChange> moves)
    {
        foreach (var move in moves)
            if (Find(connection, move) is null)
                connection.Run(
                    "INSERT INTO alias_history (name, alias, version, previous_version, at, who, why, evidence) VALUES (@0, @1, @2, @3, @4, @5, @6, @7)",
                    move.Model, move.Alias, move.Version, move.PreviousVersion, move.At.ToUnixTimeMilliseconds(), move.Who, move.Why, move.Evidence);
        return [.. moves.Select(move => Find(connection, move)).OfType<AliasChange>()];
    }

    /// <summary>Writes moves between stages of another store, each once.</summary>
    /// <returns>Those that are there now.</returns>
    internal static List<StageChange> Import(IDbConnection connection, IReadOnlyList<StageChange> moves)
    {
        foreach (var move in moves)
            if (Find(connection, move) is null)
                connection.Run(
                    "INSERT INTO stage_history (name, version, stage, previous_stage, at, who, why) VALUES (@0, @1, @2, @3, @4, @5, @6)",
                    move.Model, move.Version, move.Stage, move.PreviousStage, move.At.ToUnixTimeMilliseconds(), move.Who, move.Why);
        return [.. moves.Select(move => Find(connection, move)).OfType<StageChange>()];
    }

    /// <summary>Some of all moves of aliases, in their order.</summary>
    internal static List<AliasChange> AliasMoves(IDbConnection connection, long after, int most) => connection.Rows(
        $"SELECT {HistoryColumns} FROM alias_history WHERE change > @0 ORDER BY change LIMIT {most}", ReadChange, after);

    /// <summary>Some of all moves between stages, in their order.</summary>
    internal static List<StageChange> StageMoves(IDbConnection connection, long after, int most) => connection.Rows(
        $"SELECT {StageColumns} FROM stage_history WHERE change > @0 ORDER BY change LIMIT {most}", ReadStage, after);

    static AliasChange? Find(IDbConnection connection, AliasChange move) => connection.First(
        $"""
        SELECT {HistoryColumns} FROM alias_history WHERE name = @0 AND alias = @1 AND at = @2 AND COALESCE(version, 0) = @3
            AND COALESCE(previous_version, 0) = @4 AND who = @5 AND why = @6
        """,
        ReadChange, move.Model, move.Alias, move.At.ToUnixTimeMilliseconds(), move.Version ?? 0, move.PreviousVersion ?? 0, move.Who, move.Why);

    static StageChange? Find(IDbConnection connection, StageChange move) => connection.First(
        $"SELECT {StageColumns} FROM stage_history WHERE name = @0 AND version = @1 AND at = @2 AND stage = @3 AND previous_stage = @4 AND who = @5 AND why = @6",
        ReadStage, move.Model, move.Version, move.At.ToUnixTimeMilliseconds(), move.Stage, move.PreviousStage, move.Who, move.Why);

    /// <summary>A registered model with all its versions, and the highest number ever given to one; null where there is none.</summary>
    internal static (RegisteredModel Model, IReadOnlyList<ModelVersion> Versions, long LastVersion)? Read(IDbConnection connection, string name)
    {
        if (connection.First("SELECT last_version FROM registered_models WHERE name = @0", r => (long?)r.GetInt64(0), name) is not { } last) return null;

        var versions = connection.Rows(
            $"SELECT {ModelRows.VersionColumns} FROM model_versions v WHERE v.name = @0 ORDER BY v.version", ModelRows.ReadVersion, name);
        return (ModelRows.GetModel(connection, name), ModelRows.WithData(connection, versions), last);
    }
}
