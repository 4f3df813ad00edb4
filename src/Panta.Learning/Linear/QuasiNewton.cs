using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// Minimises a smooth function, with or without penalties on absolute values: L-BFGS (Liu and Nocedal, 1989) with a strong Wolfe line search, and OWL-QN
/// (Andrew and Gao, 2007) with backtracking. It ends as Spark's does: the gradient's norm is at most max(tol · value, 1e-8), or the value has changed by at
/// most tol · first value within 20 iterations.
/// </summary>
static class QuasiNewton
{
    const int MemoryLength = 10;
    const int ValuesRemembered = 20;
    const double SmallestGradient = 1e-8;

    /// <summary>Computes the value at a point and fills in its gradient.</summary>
    public delegate double Objective(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Where the search ended.</summary>
    /// <param name="Point">The point.</param>
    /// <param name="Value">The value there, penalties included.</param>
    /// <param name="Iterations">Steps taken.</param>
    internal sealed record Minimum(double[] Point, double Value, int Iterations);

    /// <summary>Finds a minimum.</summary>
    /// <param name="objective">The smooth part.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="penalties">The weight of each coordinate's absolute value; null: none.</param>
    /// <param name="maxIter">Most steps.</param>
    /// <param name="tol">Tolerance.</param>
    /// <param name="cancel">Ends the search.</param>
    public static Minimum Minimise(Objective objective, double[] start, double[]? penalties, int maxIter, double tol, CancellationToken cancel)
    {
        var memory = new Memory(start.Length);
        var at = Point.Of(objective, start, penalties);
        var values = new Queue<double>([at.Value]);
        var first = Math.Abs(at.Value);
        var iterations = 0;
        while (iterations < maxIter && TensorPrimitives.Norm(at.Slope) > Math.Max(tol * Math.Abs(at.Value), SmallestGradient))
        {
            cancel.ThrowIfCancellationRequested();
            var direction = memory.Direction(at.Slope);
            if (penalties is not null) KeepDescending(direction, at.Slope);
            if (TensorPrimitives.Dot<double>(direction, at.Slope) >= 0)
            {
                memory.Forget();
                direction = [.. at.Slope.Select(slope => -slope)];
            }

            var step = memory.IsEmpty ? Math.Min(1, 1 / TensorPrimitives.Norm(at.Slope)) : 1;
            var next = penalties is null ? LineSearch.Wolfe(objective, at, direction, step) : Backtrack(objective, at, direction, penalties, step);
            if (next is null && memory.IsEmpty) break;
            if (next is null)
            {
                memory.Forget();
                continue;
            }

            memory.Add(at, next);
            at = next;
            iterations++;
            values.Enqueue(at.Value);
            if (values.Count > ValuesRemembered) values.Dequeue();
            if (Math.Abs(values.Max() - at.Value) <= tol * first) break;
        }

        return new(at.Coordinates, at.Value, iterations);
    }

    // OWL-QN: a step goes only where the pseudo-gradient goes down.
    static void KeepDescending(double[] direction, double[] slope)
    {
        for (var i = 0; i < direction.Length; i++)
            if (direction[i] * slope[i] >= 0)
                direction[i] = 0;
    }

    static Point? Backtrack(Objective objective, Point at, double[] direction, double[] penalties, double step)
    {
        for (var attempt = 0; attempt < 50; attempt++, step /= 2)
        {
            var moved = new double[direction.Length];
            for (var i = 0; i < moved.Length; i++)
            {
                moved[i] = at.Coordinates[i] + step * direction[i];
                var orthant = at.Coordinates[i] != 0 ? Math.Sign(at.Coordinates[i]) : -Math.Sign(at.Slope[i]);
                if (penalties[i] > 0 && Math.Sign(moved[i]) != orthant) moved[i] = 0;
            }

            var next = Point.Of(objective, moved, penalties);
            var decrease = 0d;
            for (var i = 0; i < moved.Length; i++) decrease += at.Slope[i] * (moved[i] - at.Coordinates[i]);
            if (decrease < 0 && next.Value <= at.Value + 1e-4 * decrease) return next;
        }

        return null;
    }

    /// <summary>A point with the value, the gradient of the smooth part, and the slope: the gradient, or with penalties the pseudo-gradient.</summary>
    internal sealed record Point(double[] Coordinates, double Value, double[] Gradient, double[] Slope)
    {
        public static Point Of(Objective objective, double[] coordinates, double[]? penalties)
        {
            var gradient = new double[coordinates.Length];
            var value = objective(coordinates, gradient);
            if (penalties is null) return new(coordinates, value, gradient, gradient);

            var slope = new double[coordinates.Length];
            for (var i = 0; i < slope.Length; i++)
            {
                value += penalties[i] * Math.Abs(coordinates[i]);
                slope[i] = coordinates[i] != 0
                    ? gradient[i] + Math.Sign(coordinates[i]) * penalties[i]
                    : gradient[i] + penalties[i] < 0 ? gradient[i] + penalties[i] : Math.Max(gradient[i] - penalties[i], 0);
            }

            return new(coordinates, value, gradient, slope);
        }
    }

    /// <summary>The last steps and changes of the gradient, from which the two-loop recursion makes a direction.</summary>
    sealed class Memory(int length)
    {
        readonly List<(double[] Step, double[] Change, double Inverse)> _pairs = [];

        public bool IsEmpty => _pairs.Count == 0;

        public void Forget() => _pairs.Clear();

        public void Add(Point from, Point to)
        {
            var (step, change) = (new double[length], new double[length]);
            TensorPrimitives.Subtract(to.Coordinates, from.Coordinates, step);
            TensorPrimitives.Subtract(to.Gradient, from.Gradient, change);
            var curvature = TensorPrimitives.Dot<double>(step, change);
            if (!(curvature > 0)) return;
            if (_pairs.Count == MemoryLength) _pairs.RemoveAt(0);
            _pairs.Add((step, change, 1 / curvature));
        }

        public double[] Direction(double[] slope)
        {
            var direction = (double[])slope.Clone();
            var weights = new double[_pairs.Count];
            for (var k = _pairs.Count - 1; k >= 0; k--)
            {
                weights[k] = _pairs[k].Inverse * TensorPrimitives.Dot<double>(_pairs[k].Step, direction);
                TensorPrimitives.MultiplyAdd(_pairs[k].Change, -weights[k], direction, direction);
            }

            if (_pairs.Count > 0)
                TensorPrimitives.Multiply(direction, 1 / (_pairs[^1].Inverse * TensorPrimitives.SumOfSquares<double>(_pairs[^1].Change)), direction);
            for (var k = 0; k < _pairs.Count; k++)
            {
                var correction = weights[k] - _pairs[k].Inverse * TensorPrimitives.Dot<double>(_pairs[k].Change, direction);
                TensorPrimitives.MultiplyAdd(_pairs[k].Step, correction, direction, direction);
            }

            TensorPrimitives.Negate(direction, direction);
            return direction;
        }
    }
}
