using System.Numerics;

namespace Panta.Learning.Trees;

/// <summary>
/// Gradients and Hessians as whole numbers, so that their sums are exact: the same in any order, on any number of threads, and by subtraction of a sibling.
/// A row is one 64-bit number (gradient in the low half, Hessian in the high half); a sum is two: the gradients, and the Hessians with the row count above them.
/// </summary>
/// <remarks>A gradient keeps 30 bits of the largest one. A Hessian keeps as many as leave room for the sum and the count: 30 to 65,536 rows, 22 with a million.</remarks>
readonly record struct GradientScale
{
    GradientScale(double gradient, double hessian, int countShift, bool isConstant)
    {
        ToGradient = gradient;
        ToHessian = hessian;
        CountShift = countShift;
        HasConstantHessian = isConstant;
        GradientUnit = 1 / gradient;
        HessianUnit = 1 / hessian;
    }

    /// <summary>Factor from a gradient to its whole number: a power of two.</summary>
    public double ToGradient { get; }

    /// <summary>Factor from a Hessian to its whole number: a power of two.</summary>
    public double ToHessian { get; }

    /// <summary>Bit at which the count starts in the second sum.</summary>
    public int CountShift { get; }

    /// <summary>Whether every Hessian is 1, so that the count is their sum and rows carry none.</summary>
    public bool HasConstantHessian { get; }

    public double GradientUnit { get; }

    double HessianUnit { get; }

    /// <summary>The scale for so many rows whose gradients and Hessians are at most so large.</summary>
    public static GradientScale For(int rows, double largestGradient, double largestHessian, bool hasConstantHessian)
    {
        var countBits = 32 - BitOperations.LeadingZeroCount((uint)rows);
        var hessianBits = Math.Min(30, 62 - 2 * countBits);
        return new(PowerOfTwo(30, largestGradient), PowerOfTwo(hessianBits, largestHessian), 62 - countBits, hasConstantHessian);
    }

    public long Count(long second) => second >> CountShift;

    public double Gradient(long first) => first * GradientUnit;

    public double Hessian(long second) => HasConstantHessian ? second >> CountShift : (second & ((1L << CountShift) - 1)) * HessianUnit;

    /// <summary>The largest power of two that brings a value under 2^bits.</summary>
    static double PowerOfTwo(int bits, double largest) =>
        largest is > 0 and < double.PositiveInfinity ? Math.ScaleB(1, Math.Clamp(bits - 1 - Math.ILogB(largest), -1000, 1000)) : 1;
}
