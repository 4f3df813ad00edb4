using System.Collections.Concurrent;
using System.Data;
using System.Text.Json;
using Dapper;
using Panta.Monitoring.Monitors;
using Panta.Tracking.Stores;

namespace Panta.Workflows.Projects;

/// <summary>The projects of a store: what they declare, what time it is in them, and where their monitors stand.</summary>
/// <param name="database">The store's database.</param>
/// <param name="time">The system's clock.</param>
public sealed class ProjectStore(Database database, TimeProvider time)
{
    const string Columns = "name AS Name, yaml AS Yaml, folder AS Folder, clock AS Clock, now_us AS Now, applied_at_us AS AppliedAt, monitor_state AS MonitorState";

    readonly ConcurrentDictionary<string, Project> _parsed = [];
    readonly ConcurrentDictionary<string, DateTimeOffset?> _replayTimes = [];

    /// <summary>All projects by name whose stored file can be read.</summary>
    public IReadOnlyList<ProjectState> All() => Read().Readable;

    /// <summary>All projects by name, and what is wrong with those whose stored file cannot be read: one damaged file must not hide the others.</summary>
    public (IReadOnlyList<ProjectState> Readable, IReadOnlyList<ProjectFileException> Unreadable) Read()
    {
        var readable = new List<ProjectState>();
        var unreadable = new List<ProjectFileException>();
        foreach (var row in database.Read(connection => connection.Query<Row>($"SELECT {Columns} FROM projects ORDER BY name").ToList()))
        {
            try
            {
                readable.Add(ToState(row));
            }
            catch (ProjectFileException error)
            {
                unreadable.Add(error);
            }
        }
        return (readable, unreadable);
    }

    /// <summary>The project of that name, or null.</summary>
    /// <param name="name">The project's name.</param>
    public ProjectState? Find(string name) =>
        database.Read(connection => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM projects WHERE name = @name", new { name })) is { } row ? ToState(row) : null;

    /// <summary>The project of that name.</summary>
    /// <param name="name">The project's name.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public ProjectState Get(string name) => Find(name) ?? throw new NotFoundException("project", name);

    /// <summary>The time of a project's replay clock; null where it lives by the system's clock or is not there. From memory: every request asks for it.</summary>
    /// <param name="name">The project's name.</param>
    public DateTimeOffset? FindReplayTime(string name) => _replayTimes.GetOrAdd(name, ReadReplayTime);

    /// <summary>Makes or updates a project. Saving the same text again changes nothing; the clock of a project that is there goes on.</summary>
    /// <param name="yaml">The project file's text.</param>
    /// <param name="folder">The folder its paths are relative to.</param>
    /// <param name="clock">Which clock the project lives by; kept as it is for a project that is there.</param>
    /// <param name="now">The time in a new project.</param>
    /// <param name="cancel">Gives up before the write.</param>
    /// <returns>Whether something changed.</returns>
    /// <exception cref="ProjectFileException">The text is no project.</exception>
    public async Task<bool> SaveAsync(string yaml, string folder, ClockKind clock, DateTimeOffset now, CancellationToken cancel)
    {
        var project = ProjectFile.Parse(yaml);
        if (Find(project.Name) is { } old && old.Yaml == yaml && old.Folder == folder) return false;

        await database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO projects (name, yaml, folder, clock, now_us, applied_at_us, monitor_state) VALUES (@Name, @yaml, @folder, @clock, @now, @at, @state)
                ON CONFLICT (name) DO UPDATE SET yaml = @yaml, folder = @folder, applied_at_us = @at
                """,
                new { project.Name, yaml, folder, clock = clock.ToString(), now = now.ToMicroseconds(),
                    at = time.GetUtcNow().ToMicroseconds(), state = ToJson(MonitorState.Empty) }),
            cancel).ConfigureAwait(false);
        _replayTimes.AddOrUpdate(project.Name, ReadReplayTime, (name, known) => known ?? ReadReplayTime(name));
        return true;
    }

    /// <summary>Stores that everything due by <paramref name="now"/> is done in the project. Never moves back.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="now">The project's time.</param>
    /// <param name="cancel">Gives up before the write.</param>
    public async Task MoveClockAsync(string name, DateTimeOffset now, CancellationToken cancel)
    {
        var stored = now.ToMicroseconds(); // memory keeps what the database keeps, so that a restart changes nothing
        await database.WriteAsync(
            connection => connection.Execute("UPDATE projects SET now_us = @stored WHERE name = @name AND now_us < @stored", new { name, stored }), cancel)
            .ConfigureAwait(false);
        _replayTimes.AddOrUpdate(name, ReadReplayTime, (_, known) => known < stored.ToInstant() ? stored.ToInstant() : known);
    }

    /// <summary>The profile of the first training set that drift is measured against, as JSON; null until there is one.</summary>
    /// <param name="name">The project's name.</param>
    public string? FindReference(string name) =>
        database.Read(connection => connection.QuerySingleOrDefault<string?>("SELECT reference FROM projects WHERE name = @name", new { name }));

    /// <summary>Stores the profile that drift is measured against.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="reference">The profile as JSON.</param>
    /// <param name="cancel">Gives up before the write.</param>
    public Task SaveReferenceAsync(string name, string reference, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute("UPDATE projects SET reference = @reference WHERE name = @name", new { name, reference }), cancel);

    internal static void SaveMonitorState(IDbConnection connection, string name, MonitorState state) =>
        connection.Execute("UPDATE projects SET monitor_state = @state WHERE name = @name", new { name, state = ToJson(state) });

    DateTimeOffset? ReadReplayTime(string name) => Find(name) is { Clock: ClockKind.Replay } project ? project.Now : null;

    static string ToJson(MonitorState state) => JsonSerializer.Serialize(state, MonitorJson.Options);

    ProjectState ToState(Row row) => new()
    {
        Definition = _parsed.GetOrAdd(row.Yaml, yaml => ProjectFile.ParseStored(yaml, row.Name)),
        Yaml = row.Yaml,
        Folder = row.Folder,
        Clock = Enum.Parse<ClockKind>(row.Clock),
        Now = row.Now.ToInstant(),
        AppliedAt = row.AppliedAt.ToInstant(),
        MonitorState = JsonSerializer.Deserialize<MonitorState>(row.MonitorState, MonitorJson.Options)!,
    };

    sealed record Row
    {
        public string Name { get; init; } = "";

        public string Yaml { get; init; } = "";

        public string Folder { get; init; } = "";

        public string Clock { get; init; } = "";

        public long Now { get; init; }

        public long AppliedAt { get; init; }

        public string MonitorState { get; init; } = "";

    }
}
