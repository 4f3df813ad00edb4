using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>
/// Sums label statistics by bin. The rows of a node are gathered once, in their order, then every feature adds them to its bins: sums do not depend on how
/// features are spread over threads.
/// </summary>
/// <remarks>Hot path of decision trees and forests; benchmark: <c>forest</c> in Panta.Learning.Benchmarks. Naive twin: <c>DecisionTreeTwin</c> in the tests.</remarks>
sealed class BinStatistics(TreeProblem problem, double[] bag)
{
    readonly int[] _classes = new int[problem.Classes > 0 ? problem.Rows : 0];
    readonly double[] _weights = new double[problem.Classes > 0 ? problem.Rows : 0];
    readonly Vector256<double>[] _moments = new Vector256<double>[problem.Classes > 0 ? 0 : problem.Rows];

    /// <summary>Gathers the labels of the node's rows; must precede <see cref="Fill"/>.</summary>
    public void Gather(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, label) = (rows[i], problem.Labels[rows[i]]);
            var weight = problem.Weights is null ? bag[row] : bag[row] * problem.Weights[row];
            if (problem.Classes > 0)
                (_classes[i], _weights[i]) = ((int)label, weight);
            else
                _moments[i] = Vector256.Create(weight, weight * label, weight * label * label, bag[row]);
        }
    }

    /// <summary>Sums of the whole node: one cell.</summary>
    public double[] Total(ReadOnlySpan<int> rows)
    {
        var cell = new double[problem.CellWidth];
        for (var i = 0; i < rows.Length; i++)
            if (problem.Classes == 0)
                (Vector256.LoadUnsafe(ref cell[0]) + _moments[i]).StoreUnsafe(ref cell[0]);
            else
                AddClass(cell, _classes[i], _weights[i], bag[rows[i]]);
        return cell;
    }

    /// <summary>Sums by bin of one feature into <paramref name="cells"/> (bins × cell width), which is cleared first.</summary>
    public void Fill(BinnedColumn column, ReadOnlySpan<int> rows, Span<double> cells)
    {
        cells[..(column.Bins * problem.CellWidth)].Clear();
        if (column.Narrow is { } narrow) Fill<byte>(narrow, rows, cells);
        else Fill<ushort>(column.Wide, rows, cells);
    }

    void Fill<TBin>(ReadOnlySpan<TBin> bins, ReadOnlySpan<int> rows, Span<double> cells)
        where TBin : unmanaged
    {
        if (problem.Classes == 0) FillMoments(bins, rows, cells);
        else if (problem.Weights is null) FillClasses(bins, rows, cells);
        else FillWeightedClasses(bins, rows, cells);
    }

    void FillMoments<TBin>(ReadOnlySpan<TBin> bins, ReadOnlySpan<int> rows, Span<double> cells)
        where TBin : unmanaged
    {
        ref var first = ref MemoryMarshal.GetReference(cells);
        for (var i = 0; i < rows.Length; i++)
        {
            ref var cell = ref Unsafe.Add(ref first, Index(bins[rows[i]]) * 4);
            (Vector256.LoadUnsafe(ref cell) + _moments[i]).StoreUnsafe(ref cell);
        }
    }

    void FillClasses<TBin>(ReadOnlySpan<TBin> bins, ReadOnlySpan<int> rows, Span<double> cells)
        where TBin : unmanaged
    {
        var width = problem.CellWidth;
        for (var i = 0; i < rows.Length; i++) cells[Index(bins[rows[i]]) * width + _classes[i]] += _weights[i];
    }

    void FillWeightedClasses<TBin>(ReadOnlySpan<TBin> bins, ReadOnlySpan<int> rows, Span<double> cells)
        where TBin : unmanaged
    {
        var width = problem.CellWidth;
        for (var i = 0; i < rows.Length; i++)
            AddClass(cells.Slice(Index(bins[rows[i]]) * width, width), _classes[i], _weights[i], bag[rows[i]]);
    }

    void AddClass(Span<double> cell, int label, double weight, double raw)
    {
        cell[label] += weight;
        if (cell.Length > problem.Classes) cell[problem.Classes] += raw;
    }

    static int Index<TBin>(TBin bin)
        where TBin : unmanaged =>
        typeof(TBin) == typeof(byte) ? Unsafe.BitCast<TBin, byte>(bin) : Unsafe.BitCast<TBin, ushort>(bin);
}
