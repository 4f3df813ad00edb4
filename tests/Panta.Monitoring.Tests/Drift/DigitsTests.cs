namespace Panta.Monitoring.Drift;

public sealed class DigitsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(58.2322, "58.2")]
    [InlineData(0.7604, "0.76")]
    [InlineData(0.000123456, "0.000123")]
    [InlineData(12345.6, "12,346")]
    [InlineData(-3.14159, "-3.14")]
    public void A_number_has_three_significant_digits(double value, string expected) => Assert.Equal(expected, Digits.Of(value));

    [Theory]
    [InlineData(0.0213, "0.021")]
    [InlineData(5.719e-13, "6 × 10⁻¹³")]
    [InlineData(9.96e-4, "1 × 10⁻³")]
    [InlineData(0, "under 10⁻³⁰⁰")]
    [InlineData(1, "1")]
    public void A_p_value_is_never_nothing(double p, string expected) => Assert.Equal(expected, Digits.P(p));
}
