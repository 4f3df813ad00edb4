using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaRaceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Four_processes_that_commit_at_once_lose_no_version_and_no_row()
    {
        const int Commits = 50;
        DeltaTable.Create(_folder["table"], new(new Field("id", DataType.String)));

        var children = Enumerable.Range(0, 4).Select(i => Child.Start([], "delta", _folder["table"], $"writer{i}", $"{Commits}")).ToList();
        var outputs = await Task.WhenAll(children.Select(child => child.StandardOutput.ReadToEndAsync()));

        var versions = outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => long.Parse(line, CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, 4 * Commits).Select(version => (long)version), versions.Order());
        var table = DeltaTable.Open(_folder["table"]);
        Assert.Equal(4 * Commits, table.Version);
        var ids = (TextColumn)table.Read()["id"];
        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(writer => Enumerable.Range(0, Commits).Select(i => $"writer{writer}-{i}")).Order(StringComparer.Ordinal),
            Enumerable.Range(0, ids.Length).Select(row => ids[row]!).Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(0, 4), writer => Assert.Equal(Commits - 1, table.Snapshot().TransactionVersion($"writer{writer}")));
        foreach (var child in children) child.Dispose();
    }
}
