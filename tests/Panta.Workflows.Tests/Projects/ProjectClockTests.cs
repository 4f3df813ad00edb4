using Panta.Tracking.Stores;

namespace Panta.Workflows.Projects;

/// <summary>The clock that every request reads is held in memory; it must say what the database says, whenever that changes.</summary>
public sealed class ProjectClockTests : IAsyncLifetime
{
    static readonly DateTimeOffset Start = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);

    readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("panta-clock-");
    DataFolder _folder = null!;
    Database _database = null!;
    ProjectStore _projects = null!;

    DateTimeOffset? Kept => new ProjectStore(_database, TimeProvider.System).FindReplayTime("glass");

    public Task InitializeAsync()
    {
        _folder = DataFolder.Open(_place.FullName);
        _database = Database.Open(_folder);
        _projects = new(_database, TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_project_made_after_its_clock_was_asked_for_has_its_own_time()
    {
        Assert.Null(_projects.FindReplayTime("glass"));

        await _projects.SaveAsync(Example.Yaml, "/", ClockKind.Replay, Start, default);

        Assert.Equal(Start, new ProjectClock(_projects, "glass", TimeProvider.System).GetUtcNow());
    }

    [Fact]
    public async Task A_move_is_read_at_once_and_as_it_is_kept()
    {
        await _projects.SaveAsync(Example.Yaml, "/", ClockKind.Replay, Start, default);
        Assert.Equal(Start, _projects.FindReplayTime("glass"));

        await _projects.MoveClockAsync("glass", Start.AddHours(1).AddTicks(7), default); // finer than the microseconds that are kept

        Assert.Equal(Start.AddHours(1), _projects.FindReplayTime("glass"));
        Assert.Equal(Kept, _projects.FindReplayTime("glass"));
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        await _projects.SaveAsync(Example.Yaml, "/", ClockKind.Replay, Start, default);
        await _projects.MoveClockAsync("glass", Start.AddHours(2), default);

        await _projects.MoveClockAsync("glass", Start.AddHours(1), default);

        Assert.Equal(Start.AddHours(2), _projects.FindReplayTime("glass"));
        Assert.Equal(Start.AddHours(2), Kept);
    }

    [Fact]
    public async Task A_project_of_the_systems_clock_lives_by_it_however_it_is_moved()
    {
        await _projects.SaveAsync(Example.Yaml, "/", ClockKind.System, Start, default);

        await _projects.MoveClockAsync("glass", Start.AddHours(1), default);

        Assert.Null(_projects.FindReplayTime("glass"));
        Assert.Null(Kept);
    }
}
