using Panta.Data.Predictions;

namespace Panta.Data.Tests.Predictions;

public sealed class NotificationLogTests : IDisposable
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_notification_is_told_once_and_comes_back_as_it_was()
    {
        var (first, second) = (Of("a", 1), Of("b", 2));
        await using (var log = NotificationLog.Open(_folder.Path, TimeProvider.System))
        {
            await log.AppendAsync([first, second]);
            await log.AppendAsync([first with { Text = "again" }]);
        }

        await using var again = NotificationLog.Open(_folder.Path, TimeProvider.System);
        await again.AppendAsync([second]);

        Assert.Equal([first, second], again.Between(Start, Start.AddDays(1)));
        Assert.Equal([second], again.Between(Start.AddHours(2), Start.AddHours(3)));
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public async Task An_empty_id_is_refused()
    {
        await using var log = NotificationLog.Open(_folder.Path, TimeProvider.System);

        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync([Of("", 1)]));
    }

    static Notification Of(string id, int hour) => new(id, Start.AddHours(hour), "bikes", "mae", "alert", "Error is high", "118 against 41", """{"mae":118.25}""");
}
