using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// A step along a direction that meets the strong Wolfe conditions: Nocedal and Wright (2006), algorithms 3.5 and 3.6, with cubic interpolation.
/// </summary>
static class LineSearch
{
    const double SufficientDecrease = 1e-4;
    const double Curvature = 0.9;
    const int MostSteps = 30;

    public static QuasiNewton.Point? Wolfe(QuasiNewton.Objective objective, QuasiNewton.Point from, double[] direction, double step)
    {
        var start = new Probe(0, from, TensorPrimitives.Dot<double>(from.Gradient, direction));
        var previous = start;
        for (var i = 0; i < MostSteps; i++)
        {
            var probe = At(objective, from, direction, step);
            if (!double.IsFinite(probe.Value))
            {
                step = (previous.Step + step) / 2;
                continue;
            }

            if (probe.Value > start.Value + SufficientDecrease * step * start.Slope || (previous.Step > 0 && probe.Value >= previous.Value))
                return Zoom(objective, from, direction, start, previous, probe);
            if (Math.Abs(probe.Slope) <= -Curvature * start.Slope) return probe.Point;
            if (probe.Slope >= 0) return Zoom(objective, from, direction, start, probe, previous);

            (previous, step) = (probe, step * 2);
        }

        return previous.Step > 0 ? previous.Point : null;
    }

    static QuasiNewton.Point? Zoom(QuasiNewton.Objective objective, QuasiNewton.Point from, double[] direction, Probe start, Probe low, Probe high)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            var probe = At(objective, from, direction, Between(low, high));
            if (probe.Value > start.Value + SufficientDecrease * probe.Step * start.Slope || probe.Value >= low.Value)
            {
                high = probe;
                continue;
            }

            if (Math.Abs(probe.Slope) <= -Curvature * start.Slope) return probe.Point;
            if (probe.Slope * (high.Step - low.Step) >= 0) high = low;
            low = probe;
        }

        // At the limit of the arithmetic no step meets both conditions; one that went down is still good.
        return low.Value < start.Value ? low.Point : null;
    }

    // The minimum of the cubic through both ends, kept off them by a tenth of the way.
    static double Between(Probe a, Probe b)
    {
        var d1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Step - b.Step);
        var d2 = Math.Sign(b.Step - a.Step) * Math.Sqrt(Math.Max(d1 * d1 - a.Slope * b.Slope, 0));
        var step = b.Step - (b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2);
        var (low, high) = (Math.Min(a.Step, b.Step), Math.Max(a.Step, b.Step));
        var margin = 0.1 * (high - low);
        return step >= low + margin && step <= high - margin ? step : (low + high) / 2;
    }

    static Probe At(QuasiNewton.Objective objective, QuasiNewton.Point from, double[] direction, double step)
    {
        var coordinates = new double[direction.Length];
        TensorPrimitives.MultiplyAdd(direction, step, from.Coordinates, coordinates);
        var point = QuasiNewton.Point.Of(objective, coordinates, null);
        return new(step, point, TensorPrimitives.Dot<double>(point.Gradient, direction));
    }

    readonly record struct Probe(double Step, QuasiNewton.Point Point, double Slope)
    {
        public double Value => Point.Value;
    }
}
