using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Columns that every run has.</summary>
static class RunsColumns
{
    /// <summary>The run's name: always the first column, never to be chosen.</summary>
    public static readonly RunColumn Name = new(RunColumnKind.Attribute, "run_name");

    /// <summary>Those that can be chosen.</summary>
    public static readonly IReadOnlyList<RunColumn> Attributes =
    [
        .. new[] { "status", "start_time", "end_time", "duration", "user_id", "experiment", "version", "run_id" }
            .Select(key => new RunColumn(RunColumnKind.Attribute, key)),
    ];
}
