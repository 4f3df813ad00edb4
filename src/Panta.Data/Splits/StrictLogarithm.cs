namespace Panta.Data.Splits;

/// <summary>
/// The natural logarithm as Java's <c>StrictMath.log</c> computes it: the polynomial of Sun's freely distributable mathematical library (e_log.c, 1993). The
/// system's own is as good, but differs from it in the last bit now and then.
/// </summary>
static class StrictLogarithm
{
    const double HighLog2 = 6.93147180369123816490e-01;
    const double LowLog2 = 1.90821492927058770002e-10;
    const double NearOneWidth = 1.0 / (1 << 20);

    /// <summary>The logarithm of a normal number in (0, 1).</summary>
    public static double Of(double x)
    {
        var (exponent, fraction, isUpper) = Parts(x);
        var f = fraction - 1;
        if (f is >= -NearOneWidth and < NearOneWidth) return NearOne(f, exponent);

        var s = f / (2 + f);
        var square = s * s;
        var fourth = square * square;
        var odd = fourth * (3.999999999940941908e-01 + fourth * (2.222219843214978396e-01 + fourth * 1.531383769920937332e-01));
        var rest = 1.818357216161805012e-01 + fourth * 1.479819860511658591e-01;
        var even = square * (6.666666666666735130e-01 + fourth * (2.857142874366239149e-01 + fourth * rest));
        var sum = even + odd;
        if (!isUpper) return exponent * HighLog2 - ((s * (f - sum) - exponent * LowLog2) - f);

        var half = 0.5 * f * f;
        return exponent * HighLog2 - ((half - (s * (half + sum) + exponent * LowLog2)) - f);
    }

    // x = 2^exponent · fraction with the fraction in [√½, √2); and whether its bits lie where the series needs its second form.
    static (int Exponent, double Fraction, bool IsUpper) Parts(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var high = (int)(bits >> 32);
        var exponent = (high >> 20) - 1023;
        high &= 0x000fffff;
        var carry = (high + 0x95f64) & 0x100000;
        exponent += carry >> 20;
        var fraction = BitConverter.Int64BitsToDouble((long)(high | (carry ^ 0x3ff00000)) << 32 | (bits & 0xffffffffL));
        return (exponent, fraction, ((high - 0x6147a) | (0x6b851 - high)) > 0);
    }

    static double NearOne(double f, int exponent)
    {
        if (f == 0) return exponent * HighLog2 + exponent * LowLog2;

        var rest = f * f * (0.5 - 0.33333333333333333 * f);
        return exponent == 0 ? f - rest : exponent * HighLog2 - ((rest - exponent * LowLog2) - f);
    }
}
