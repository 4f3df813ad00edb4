namespace Panta.Learning.Tests.Golden;

static class Close
{
    /// <summary>Asserts |actual − expected| ≤ relative · |expected| + absolute; NaN and infinities are equal to themselves.</summary>
    public static void To(double expected, double actual, double relative, double absolute, string what)
    {
        if (expected.Equals(actual)) return;

        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + absolute, $"{what}: expected {expected:R}, got {actual:R}");
    }

    public static void To(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double relative, double absolute, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++) To(expected[i], actual[i], relative, absolute, $"{what}[{i}]");
    }
}
