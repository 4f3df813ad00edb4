using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

public sealed class FolderTests
{
    [Fact]
    public async Task A_second_server_on_a_folder_refuses_with_the_pid_of_the_first()
    {
        await using var first = await PantaProcess.StartAsync();

        using var second = PantaProcess.Run("server", "--port", "0", "--data", first.Data);
        var said = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains($"{first.ProcessId}", said, StringComparison.Ordinal);
        Assert.Contains(first.Data, said, StringComparison.Ordinal);
        Assert.Equal("OK", await first.Client.GetStringAsync("/health"));
    }
}
