using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class ValidityTests
{
    [Fact]
    public void Slices_words_and_counts_agree_with_single_bits()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var bits = Enumerable.Range(0, random.Next(1, 400)).Select(_ => random.Next(3) > 0).ToArray();
            var start = random.Next(bits.Length);
            var length = random.Next(bits.Length - start + 1);

            var slice = Validity.Of(bits.Length, row => bits[row]).Slice(start, length);

            Assert.Equal(bits[start..(start + length)], Enumerable.Range(0, length).Select(row => slice[row]));
            Assert.Equal(bits[start..(start + length)].Count(bit => !bit), slice.NullCount());
            for (var row = 0; row < length; row += 7)
                for (var i = 0; i < 64; i++)
                    Assert.True((slice.Word(row) >> i & 1) != 0 == (row + i >= length || bits[start + row + i]), $"seed {seed}, row {row}, bit {i}");
        }
    }

    [Fact]
    public void Both_must_hold_a_value()
    {
        var both = Validity.Of(200, row => row % 2 == 0).Slice(1, 100).And(Validity.Of(100, row => row % 3 == 0));

        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal(row % 2 == 1 && row % 3 == 0, both[row]));
    }

    [Fact]
    public void No_words_are_kept_where_no_row_is_null()
    {
        Assert.False(Validity.Of(1000, _ => true).HasNulls);
        Assert.Equal(0, Validity.All(1000).NullCount());
        Assert.False(Validity.All(10).And(Validity.All(10)).HasNulls);
    }

    [Fact]
    public void Words_that_do_not_reach_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Validity(new ulong[1], 65));

        Assert.StartsWith("1 words hold 64 rows, 65 are needed.", error.Message);
    }
}
