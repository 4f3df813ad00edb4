using Panta.Data.Predictions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Tests.Delta;
using Panta.Tests;

namespace Panta.Data.Tests.Predictions;

public sealed class TableBytesTests
{
    [Fact]
    public void Every_bit_comes_back()
    {
        var rows = Rows.OfEveryType();

        TableAssert.Equal(rows, TableBytes.Read(TableBytes.Write(rows)));
        TableAssert.Equal(rows.Slice(1, 2), TableBytes.Read(TableBytes.Write(rows.Slice(1, 2))));
        TableAssert.Equal(Table.Empty(rows.Schema), TableBytes.Read(TableBytes.Write(Table.Empty(rows.Schema))));
    }

    [Fact]
    public void A_slice_is_written_without_the_texts_of_its_whole()
    {
        var all = Table.Of(("x", TextColumn.Of([.. Enumerable.Range(0, 1000).Select(i => $"text {i}")])));

        Assert.True(TableBytes.Write(all.Slice(7, 1)).Length < 40);
    }

    [Fact]
    public void Another_format_is_named()
    {
        var bytes = TableBytes.Write(Table.Empty(Schema.Empty));
        bytes[0] = 9;

        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => TableBytes.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_bytes_are_read_or_refused_and_never_anything_else()
    {
        var bytes = TableBytes.Write(Rows.OfEveryType());

        for (var seed = 0; seed < 10_000; seed++)
        {
            var error = Record.Exception(() => TableBytes.Read(Mutation.Of(bytes, seed)));

            Assert.True(error is null or InvalidDataException, $"seed {seed}: {error}");
        }
    }
}
