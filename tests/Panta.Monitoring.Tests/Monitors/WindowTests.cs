using Panta.Monitoring.Monitors;

namespace Panta.Monitoring.Tests.Monitors;

public sealed class WindowTests
{
    static readonly DateTimeOffset Start = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void The_end_belongs_to_the_next_window()
    {
        var window = new Window(Start, Start + Day);

        Assert.True(window.Contains(Start));
        Assert.False(window.Contains(Start + Day));
    }

    [Fact]
    public void Weeks_start_on_monday_in_utc()
    {
        var window = Window.Of(new DateTimeOffset(2019, 7, 21, 23, 59, 59, TimeSpan.FromHours(-1)), TimeSpan.FromDays(7), Window.Monday);

        Assert.Equal(new DateTimeOffset(2019, 7, 22, 0, 0, 0, TimeSpan.Zero), window.Start);
        Assert.Equal(DayOfWeek.Monday, window.Start.DayOfWeek);
    }

    [Fact]
    public void Times_before_the_origin_fall_into_windows_too()
    {
        Assert.Equal(new(Start - Day, Start), Window.Of(Start.AddTicks(-1), Day, Start));
        Assert.Equal(new(Start, Start + Day), Window.Of(Start, Day, Start));
    }

    [Fact]
    public void A_window_is_due_when_its_labels_have_had_their_time()
    {
        var due = Window.Due(Day, Start, maturity: 2 * Day, after: Start, now: Start + 5 * Day - TimeSpan.FromTicks(1));

        Assert.Equal([new(Start, Start + Day), new(Start + Day, Start + 2 * Day)], due);
    }

    [Fact]
    public void A_window_that_began_before_the_first_prediction_is_not_judged()
    {
        var due = Window.Due(Day, Start, TimeSpan.Zero, after: Start + TimeSpan.FromHours(5), now: Start + 2 * Day);

        Assert.Equal([new(Start + Day, Start + 2 * Day)], due);
    }

    [Fact]
    public void Moving_the_clock_in_steps_gives_the_same_windows_as_one_leap()
    {
        var leap = Window.Due(Day, Start, Day, Start, Start + 30 * Day).ToList();

        var steps = new List<Window>();
        for (var now = Start; now <= Start + 30 * Day; now += TimeSpan.FromHours(7))
            steps.AddRange(Window.Due(Day, Start, Day, steps.Count == 0 ? Start : steps[^1].End, now));
        steps.AddRange(Window.Due(Day, Start, Day, steps[^1].End, Start + 30 * Day));

        Assert.Equal(leap, steps);
    }

    [Fact]
    public void A_length_of_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Window.Due(TimeSpan.Zero, Start, TimeSpan.Zero, Start, Start));
}
