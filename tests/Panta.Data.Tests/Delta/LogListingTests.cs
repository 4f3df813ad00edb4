using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;
using Panta.Data.Tests.Storage;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

public sealed class LogListingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commits_that_the_listing_of_a_growing_folder_overlooked_are_asked_for_by_name()
    {
        var table = DeltaTable.Create(_folder["table"], new(new Field("id", DataType.Int64)));
        for (var i = 0L; i < 6; i++) table.Append(Table.Of(("id", new Column<long>(DataType.Int64, new[] { i }))));
        var files = new OverlookingFiles(new LocalFolder(_folder["table"]), name => name == LogFolder.NameOf(2) || name == LogFolder.NameOf(4));

        Assert.Equal(Enumerable.Range(0, 7).Select(version => (long)version), LogListing.Of(files).Commits.Keys);
        Assert.Equal(6, new LiveTable(files, TimeProvider.System).Snapshot().RowCount);
    }

    [Fact]
    public void A_commit_that_is_gone_is_told_as_missing()
    {
        var table = DeltaTable.Create(_folder["table"], new(new Field("id", DataType.Int64)));
        for (var i = 0L; i < 3; i++) table.Append(Table.Of(("id", new Column<long>(DataType.Int64, new[] { i }))));
        File.Delete(_folder[$"table/{LogFolder.NameOf(2)}"]);

        Assert.Contains("version 2 is missing", Assert.Throws<DeltaException>(() => DeltaTable.Open(_folder["table"])).Message);
    }
}
