using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Windows;

namespace Panta.Data.Tests.Windows;

public sealed class WindowTests
{
    static readonly DateTimeOffset Start = At(2019, 7, 1);
    static readonly TimeSpan Day = TimeSpan.FromDays(1);
    static readonly TumblingWindows FromStart = new(Day, Start);

    [Fact]
    public void The_end_belongs_to_the_next_window()
    {
        var window = new Window(Start, Start + Day);

        Assert.True(window.Contains(Start));
        Assert.False(window.Contains(Start + Day));
        Assert.False(window.Overlaps(new(Start + Day, Start + 2 * Day)));
        Assert.True(window.Overlaps(new(Start + Day / 2, Start + 2 * Day)));
        Assert.False(window.Overlaps(new(Start + Day / 2, Start + Day / 2)));
    }

    [Fact]
    public void Weeks_start_on_monday_in_utc()
    {
        var time = new DateTimeOffset(2019, 7, 21, 23, 59, 59, TimeSpan.FromHours(-1));

        var week = new TumblingWindows(Period.Weeks(1)).Of(time);

        Assert.Equal(new(At(2019, 7, 22), At(2019, 7, 29)), week);
        Assert.Equal(DayOfWeek.Monday, week.Start.DayOfWeek);
    }

    [Fact]
    public void Times_before_the_origin_fall_into_windows_too()
    {
        Assert.Equal(new(Start - Day, Start), FromStart.Of(Start.AddTicks(-1)));
        Assert.Equal(new(Start, Start + Day), FromStart.Of(Start));
    }

    [Fact]
    public void Months_have_the_lengths_of_the_calendar()
    {
        var months = new TumblingWindows(Period.Months(1));

        Assert.Equal(new(At(2024, 2, 1), At(2024, 3, 1)), months.Of(At(2024, 2, 29)));
        Assert.Equal(new(At(2000, 12, 1), At(2001, 1, 1)), months.Of(At(2000, 12, 31)));
        Assert.Equal(new(At(2019, 4, 15), At(2019, 7, 15)), new TumblingWindows(Period.Months(3), At(2020, 1, 15)).Of(At(2019, 7, 14)));
        Assert.Equal([28, 29, 30, 31], months.From(At(2023, 1, 1)).Take(48).Select(month => month.Length.Days).Distinct().Order());
    }

    [Fact]
    public void Each_instant_lies_in_one_tumbling_window_and_windows_touch()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var windows = AnyWindows(random);
            var time = AnyTime(random);

            var window = windows.Of(time);

            Assert.True(window.Contains(time), $"seed {seed}: {window} lacks {time:O}");
            Assert.Equal([window, windows.Of(window.End)], windows.From(window.Start).Take(2));
            Assert.Equal(window.Start, windows.Of(window.Start.AddTicks(-1)).End);
        }
    }

    [Fact]
    public void Each_instant_lies_in_every_sliding_window_that_began_within_the_length()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var every = TimeSpan.FromMinutes(random.Next(1, 200));
            var windows = new SlidingWindows(every * (1 + 4 * random.NextDouble()) is var length ? new TimeSpan(length.Ticks / 10 * 10) : default, every, AnyTime(random));
            var time = AnyTime(random);

            var naive = windows.From(time - windows.Length.Span).TakeWhile(window => window.Start <= time).Where(window => window.Contains(time));

            Assert.Equal(naive, windows.Of(time));
        }
    }

    [Fact]
    public void A_week_that_starts_each_day_has_an_instant_seven_times()
    {
        var windows = new SlidingWindows(Period.Days(7), every: Period.Days(1)).Of(Start);

        Assert.Equal(Enumerable.Range(-6, 7).Select(day => new Window(Start + day * Day, Start + (day + 7) * Day)), windows);
        Assert.Equal(3, new SlidingWindows(Period.Months(3), every: Period.Months(1)).Of(Start).Count);
    }

    [Fact]
    public void Windows_of_a_range_are_those_that_overlap_it()
    {
        Assert.Equal([new(Start, Start + Day), new(Start + Day, Start + 2 * Day)], FromStart.Overlapping(new(Start + Day / 2, Start + Day * 1.5)));
        Assert.Equal([new(Start, Start + Day)], FromStart.Overlapping(new(Start, Start + Day)));
        Assert.Empty(FromStart.Overlapping(new(Start, Start)));
    }

    [Fact]
    public void A_moving_window_ends_where_one_stands()
    {
        Assert.Equal(new(Start - 84 * Day, Start), new MovingWindow(Period.Days(84)).At(Start));
        Assert.Equal(new(At(2024, 2, 29), At(2024, 3, 31)), new MovingWindow(Period.Months(1)).At(At(2024, 3, 31)));
        Assert.Equal(DateTimeOffset.MinValue, new MovingWindow(Period.Days(1_000_000)).At(Start).Start);
    }

    [Fact]
    public void A_window_is_closed_when_late_rows_have_had_their_time()
    {
        var watermark = new Watermark(2 * Day);
        var window = new Window(Start, Start + Day);

        Assert.False(watermark.IsClosed(window, Start + 3 * Day - TimeSpan.FromTicks(1)));
        Assert.True(watermark.IsClosed(window, Start + 3 * Day));
        Assert.Equal(Start + 3 * Day, watermark.ClosesAt(window));
        Assert.Equal(Start + Day, watermark.At(Start + 3 * Day));
        Assert.True(watermark.IsLate(Start, FromStart, Start + 3 * Day));
        Assert.False(watermark.IsLate(Start + Day, FromStart, Start + 3 * Day));
    }

    [Fact]
    public void Closed_windows_are_answered_oldest_first()
    {
        var closed = new Watermark(2 * Day).Closed(FromStart, after: Start, now: Start + 5 * Day - TimeSpan.FromTicks(1));

        Assert.Equal([new(Start, Start + Day), new(Start + Day, Start + 2 * Day)], closed);
    }

    [Fact]
    public void A_window_that_began_before_the_first_event_is_not_answered()
    {
        var closed = new Watermark(TimeSpan.Zero).Closed(FromStart, after: Start + TimeSpan.FromHours(5), now: Start + 2 * Day);

        Assert.Equal([new(Start + Day, Start + 2 * Day)], closed);
    }

    [Fact]
    public void Moving_the_clock_in_steps_gives_the_same_windows_as_one_leap()
    {
        var watermark = new Watermark(Day);
        var leap = watermark.Closed(FromStart, Start, Start + 30 * Day).ToList();

        var steps = new List<Window>();
        for (var now = Start; now <= Start + 30 * Day; now += TimeSpan.FromHours(7))
            steps.AddRange(watermark.Closed(FromStart, steps.Count == 0 ? Start : steps[^1].End, now));
        steps.AddRange(watermark.Closed(FromStart, steps[^1].End, Start + 30 * Day));

        Assert.Equal(leap, steps);
    }

    [Fact]
    public void A_restated_window_has_the_next_revision_and_no_other_window_does()
    {
        var first = WindowRevision.First(FromStart.Of(Start));

        Assert.Equal((1, 2, 3), (first.Number, first.Next(first.Window).Number, first.Next(first.Window).Next(first.Window).Number));
        Assert.Contains("cannot restate", Assert.Throws<ArgumentException>(() => first.Next(FromStart.Of(Start + Day))).Message);
    }

    [Fact]
    public void SQL_gives_the_same_windows()
    {
        using var db = DuckDb.Open();
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var windows = AnyWindows(random);
            var times = Enumerable.Range(0, 50).Select(_ => AnyTime(random)).ToArray();
            db.Register("rows", Table.Of(("t", Columns.Of(DataType.Timestamp, [.. times.Cast<object>(), null]))));

            var starts = db.Query($"SELECT {windows.StartSql("t")} AS s FROM rows")["s"];

            Assert.Equal([.. times.Select(time => (object)windows.Of(time).Start), null], Columns.Values(starts));
        }

        Assert.Null(db.Query($"SELECT {FromStart.StartSql("TIMESTAMPTZ 'infinity'")} AS s")["s"].Value(0));
    }

    [Fact]
    public void Rows_get_the_windows_they_lie_in()
    {
        var table = Table.Of(("t", Columns.Of(DataType.Timestamp, Start.AddHours(1), null, Start.AddHours(25))), ("x", Columns.Ints(1, 2, 3)));

        var tumbling = FromStart.AddTo(table, "t").ToTable();
        var sliding = new SlidingWindows(2 * Day, Day, Start).AddTo(table, "t").ToTable();

        Assert.Equal([Start, null, Start + Day], Columns.Values(tumbling["window_start"]));
        Assert.Equal([Start + Day, null, Start + 2 * Day], Columns.Values(tumbling["window_end"]));
        Assert.Equal([1, 1, 2, 3, 3], Columns.Values(sliding["x"]));
        Assert.Equal([Start - Day, Start, null, Start, Start + Day], Columns.Values(sliding["window_start"]));
    }

    [Fact]
    public void Days_without_a_zone_are_UTC_and_infinite_ones_lie_in_no_window()
    {
        var table = Table.Of(("d", new Column<int>(DataType.Date, new[] { 0, int.MaxValue, -int.MaxValue })));

        var days = TumblingWindows.Days.AddTo(table, "d").ToTable();

        Assert.Equal([DateTimeOffset.UnixEpoch, null, null], Columns.Values(days["window_start"]));
        Assert.Contains("no time", Assert.Throws<ArgumentException>(() => TumblingWindows.Days.AddTo(Table.Of(("x", Columns.Ints(1))), "x")).Message);
    }

    [Fact]
    public void The_ends_of_the_calendar_cut_windows_and_end_their_row()
    {
        var weeks = new TumblingWindows(Period.Weeks(1));

        Assert.Equal(DateTimeOffset.MaxValue.Ticks, weeks.Of(DateTimeOffset.MaxValue.AddTicks(-1)).End.Ticks);
        Assert.Equal(DateTimeOffset.MinValue, new TumblingWindows(Period.Months(7)).Of(DateTimeOffset.MinValue).Start);
        Assert.InRange(weeks.From(At(9999, 12, 1)).Count(), 4, 5);
        Assert.NotEmpty(new SlidingWindows(Period.Days(7), Period.Days(1)).Of(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Lengths_that_make_no_windows_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TumblingWindows(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TumblingWindows(Period.Months(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TumblingWindows(TimeSpan.FromTicks(15)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TumblingWindows(Period.Months(1), At(2024, 1, 31)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovingWindow(TimeSpan.FromDays(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Watermark(TimeSpan.FromTicks(-1)));
        Assert.Contains("gaps", Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindows(Period.Days(1), Period.Days(2))).Message);
        Assert.Contains("10,000", Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindows(Period.Days(365), TimeSpan.FromSeconds(1))).Message);
    }

    [Fact]
    public void The_examples_give_the_windows_of_a_time()
    {
        var time = At(2024, 5, 15);
        var week = new TumblingWindows(Period.Weeks(1)).Of(time);
        var windows = new SlidingWindows(Period.Days(7), every: Period.Days(1)).Of(time);
        var newest = new MovingWindow(Period.Days(84)).At(time);

        Assert.Equal(At(2024, 5, 13), week.Start);
        Assert.Equal((7, At(2024, 5, 9)), (windows.Count, windows[0].Start));
        Assert.Equal(At(2024, 2, 21), newest.Start);
    }

    static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    static DateTimeOffset AnyTime(Random random) => At(1900, 1, 1).AddTicks(random.NextInt64(250 * 365 * TimeSpan.TicksPerDay) / 10 * 10);

    static TumblingWindows AnyWindows(Random random)
    {
        var origin = random.Next(3) == 0 ? (DateTimeOffset?)null : AnyTime(random);
        if (random.Next(2) == 0) return new(TimeSpan.FromMicroseconds(random.NextInt64(1, 40L * 86_400 * 1_000_000)), origin);

        return new(Period.Months(random.Next(1, 30)), origin?.AddDays(1 - origin.Value.Day + random.Next(28)));
    }
}
