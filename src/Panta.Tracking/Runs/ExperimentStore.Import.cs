using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

public sealed partial class ExperimentStore
{
    /// <summary>
    /// The experiment that one of another store becomes: the one that has its name, else a new one under its id, or the next free id where that is taken.
    /// One that is there stays as it is, but for an experiment 0 that nobody has used yet, and gets the tags.
    /// </summary>
    /// <param name="connection">The connection of a write.</param>
    /// <param name="experiment">With its id, times, stage and tags.</param>
    /// <param name="location">Its artifact location by its new id.</param>
    /// <returns>The experiment as it is stored, with its tags.</returns>
    internal static Experiment Import(IDbConnection connection, Experiment experiment, Func<string, string> location)
    {
        var wanted = Limits.ParseExperimentId(experiment.ExperimentId);
        var there = connection.First("SELECT experiment_id FROM experiments WHERE name = @0", r => (long?)r.GetInt64(0), experiment.Name);
        var id = there ?? FreeId(connection, wanted);
        if (there is null || IsUntouched(connection, id))
            connection.Run(
                """
                INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
                VALUES (@0, @1, @2, @3, @4, @5)
                ON CONFLICT (experiment_id) DO UPDATE SET artifact_location = excluded.artifact_location, lifecycle_stage = excluded.lifecycle_stage,
                    creation_time = excluded.creation_time, last_update_time = excluded.last_update_time
                """,
                id, experiment.Name, location($"{id}"), experiment.Stage == LifecycleStage.Active ? "active" : "deleted", experiment.CreationTime,
                experiment.LastUpdateTime);
        foreach (var tag in experiment.Tags) SetTag(connection, id, tag);
        return Get(connection, id);
    }

    static long FreeId(IDbConnection connection, long wanted) =>
        connection.First("SELECT 1 FROM experiments WHERE experiment_id = @0", r => 1, wanted) == 0
            ? wanted
            : connection.First("SELECT MAX(experiment_id) + 1 FROM experiments", r => r.GetInt64(0));

    // The one that every store begins with, before anybody ran or tagged anything in it.
    static bool IsUntouched(IDbConnection connection, long id) => id == 0 && connection.First(
        """
        SELECT 1 FROM experiments e WHERE e.experiment_id = 0 AND e.creation_time = e.last_update_time
            AND NOT EXISTS (SELECT 1 FROM runs WHERE experiment_id = 0)
            AND NOT EXISTS (SELECT 1 FROM experiment_tags WHERE experiment_id = 0) AND NOT EXISTS (SELECT 1 FROM logged_models WHERE experiment_id = 0)
        """,
        r => 1) == 1;
}
