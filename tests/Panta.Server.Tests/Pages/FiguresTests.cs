using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(null, 1, "–")]
    [InlineData(double.NaN, 1, "NaN")]
    [InlineData(double.NegativeInfinity, 1, "−∞")]
    [InlineData(-1234.56, 1, "−1,234.6")]
    [InlineData(-0.001, 1, "0.0")]
    public void A_number_has_a_true_minus_and_absence_a_sign(double? value, int decimals, string expected) => Assert.Equal(expected, Figures.Number(value, decimals));

    [Theory]
    [InlineData(0.0000321, "3.2 × 10⁻⁵")]
    [InlineData(17.8279, "17.83")]
    [InlineData(0.8287, "0.8287")]
    [InlineData(12345678, "1.2 × 10⁷")]
    [InlineData(9.99e-10, "1.0 × 10⁻⁹")]
    [InlineData(0.5, "0.5")]
    [InlineData(0, "0")]
    public void A_real_has_three_to_four_digits(double value, string expected) => Assert.Equal(expected, Figures.Real(value));

    [Theory]
    [InlineData(9_999, "9,999")]
    [InlineData(17_379, "17.4 k")]
    [InlineData(1_234_567, "1.2 M")]
    public void A_count_in_a_tile_is_short_from_ten_thousand(long value, string expected) => Assert.Equal(expected, Figures.Compact(value));

    [Theory]
    [InlineData(0.34, "340 ms")]
    [InlineData(4.2, "4.2 s")]
    [InlineData(0.000085, "85 µs")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(8040, "2 h 14 min")]
    [InlineData(273600, "3 d 4 h")]
    public void A_duration_has_two_units(double seconds, string expected) => Assert.Equal(expected, Figures.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(2.1e-25, "p 2 × 10⁻²⁵")]
    [InlineData(0.03, "p 0.03")]
    [InlineData(0.5, "p 0.5")]
    public void A_p_value_is_never_zero(double p, string expected) => Assert.Equal(expected, Figures.PValue(p));

    [Theory]
    [InlineData(412_000, "412 kB")]
    [InlineData(999, "999 B")]
    [InlineData(1_100_000, "1.1 MB")]
    public void Bytes_go_by_powers_of_ten(long bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));

    [Fact]
    public void A_column_has_three_digits_of_its_spread()
    {
        Assert.Equal(2, Figures.Decimals([17.83, 17.87, 18.75, null, double.NaN]));
        Assert.Equal(0, Figures.Decimals([63, 15, 31]));
        Assert.Equal(3, Figures.Decimals([0.829, 0.834, 0.817]));
        Assert.Equal(4, Figures.Decimals([0.82913, 0.83421, 0.81709]));
    }

    [Theory]
    [InlineData(new[] { 78.66, 105.8, double.NaN }, "78.7|105.8|NaN")]
    [InlineData(new[] { 0.25, 0.25 }, "0.25|0.25")]
    [InlineData(new[] { 1.5e-7, 1.5e-7 }, "1.50 × 10⁻⁷|1.50 × 10⁻⁷")]
    [InlineData(new[] { 0.50000001, 0.50000002 }, "0.50000001|0.50000002")]
    [InlineData(new[] { 0.1, 0.1 + 1.4e-17, 0.30000000000000004, 0.3 }, "0.1|0.10000000000000002|0.30000000000000004|0.3")]
    [InlineData(new[] { 3e9, 0.5, -2 }, "3.00 × 10⁹|0.500|−2.00")]
    [InlineData(new double[0], "")]
    public void Values_side_by_side_read_alike_only_where_they_are_equal(double[] values, string expected) =>
        Assert.Equal(expected, string.Join('|', Figures.Beside([.. values.Select(value => (double?)value)])));

    [Fact]
    public void A_span_names_the_first_year_only_where_it_differs()
    {
        var end = new DateTimeOffset(2012, 11, 16, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal("25 Aug – 16 Nov 2012", Figures.Span(new(2012, 8, 25, 0, 0, 0, TimeSpan.Zero), end));
        Assert.Equal("24 Dec 2011 – 16 Nov 2012", Figures.Span(new(2011, 12, 24, 0, 0, 0, TimeSpan.Zero), end));
    }
}
