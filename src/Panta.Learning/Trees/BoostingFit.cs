using System.Collections.Immutable;

namespace Panta.Learning.Trees;

/// <summary>Gradient boosting: each iteration grows a tree an output on the gradients of the loss and adds its steps to the scores.</summary>
/// <remarks>Friedman (2001), Greedy function approximation; Ke et al. (2017), LightGBM. The result does not depend on the number of threads.</remarks>
sealed class BoostingFit
{
    /// <summary>Rows that one task handles; a multiple of eight.</summary>
    const int Chunk = 65_536;

    readonly BoostingParameters _parameters;
    readonly BinnedRows _data;
    readonly BoostingLoss _loss;
    readonly ParallelOptions _options;
    readonly double[][] _scores;
    readonly ulong[][] _gradients;
    readonly BoostedTreeGrower _grower;
    readonly TreeEnsembleBuilder _trees;

    BoostingFit(BoostingParameters parameters, BinnedRows data, BoostingLoss loss, int threads, CancellationToken cancel)
    {
        (_parameters, _data, _loss) = (parameters, data, loss);
        _options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var padded = BoostingLoss.PaddedLength(data.Count);
        _gradients = [.. Enumerable.Range(0, loss.Outputs).Select(_ => new ulong[padded])];
        Baseline = loss.Baseline();
        _scores = [.. Baseline.Select(score => Filled(score, padded))];
        _grower = new(data, parameters, threads);
        _trees = new(data.Features.Length, 0);
    }

    /// <summary>The constant score of each output.</summary>
    double[] Baseline { get; }

    /// <summary>Learns trees; tree i belongs to output i mod outputs.</summary>
    /// <param name="parameters">Checked parameters.</param>
    /// <param name="rows">Checked rows.</param>
    /// <param name="isCategorical">Which features are categories.</param>
    /// <param name="lossOf">The loss of labels and weights.</param>
    /// <param name="threads">Threads to use at most.</param>
    /// <param name="cancel">Ends the fit.</param>
    public static (TreeEnsemble Trees, double[] Baseline) Fit(
        BoostingParameters parameters, TreeRows rows, bool[] isCategorical, Func<TreeRows, BoostingLoss> lossOf, int threads, CancellationToken cancel)
    {
        var (training, validation) = parameters.EarlyStopping ? HoldOut(parameters, rows) : (rows, null);
        var data = BinnedRows.Of(training.Features, isCategorical, parameters.MaxBins, parameters.Seed, threads, cancel);
        var fit = new BoostingFit(parameters, data, lossOf(training), threads, cancel);
        var stopping = validation is null ? null : new EarlyStopping(
            parameters, BinnedRows.With(data.Features, validation.Features, threads, cancel), lossOf(validation), fit.Baseline);
        for (var iteration = 0; iteration < parameters.MaxIter && fit.Iterate(stopping); iteration++)
            if (stopping is not null && stopping.IsReached()) break;
        return (fit._trees.Build(), fit.Baseline);
    }

    /// <summary>One iteration; false when no tree could be split, and then nothing was added.</summary>
    bool Iterate(EarlyStopping? stopping)
    {
        var scale = FillGradients();
        var trees = new List<BoostedTree>();
        for (var output = 0; output < _gradients.Length; output++)
        {
            var tree = _grower.Grow(_gradients[output], scale, _options.CancellationToken);
            Step(tree, output);
            trees.Add(tree);
        }
        if (trees.TrueForAll(tree => tree.IsLeaf)) return false;

        foreach (var tree in trees) tree.AddTo(_trees, _data.Features, scale, _parameters);
        stopping?.Add(trees);
        return true;
    }

    GradientScale FillGradients()
    {
        var chunks = (_gradients[0].Length + Chunk - 1) / Chunk;
        (int Start, int End) Rows(int chunk) => (chunk * Chunk, Math.Min((chunk + 1) * Chunk, _gradients[0].Length));
        var largest = new double[chunks];
        Parallel.For(0, chunks, _options, chunk => largest[chunk] = _loss.LargestGradient(_scores, Rows(chunk).Start, Rows(chunk).End));
        var scale = GradientScale.For(_data.Count, largest.Max(), _loss.LargestHessian, _loss.HasConstantHessian);
        Parallel.For(0, chunks, _options, chunk => _loss.Fill(_scores, Rows(chunk).Start, Rows(chunk).End, scale, _gradients));
        return scale;
    }

    /// <summary>Adds the tree's steps to the scores of the training rows.</summary>
    void Step(BoostedTree tree, int output)
    {
        var (leaves, scores) = (tree.Leaves().ToArray(), _scores[output]);
        Parallel.For(0, leaves.Length, _options, i =>
        {
            var rows = _grower.RowsOf(leaves[i]).Span;
            if (_loss.LeafStep(_scores, rows) is { } step) leaves[i].Value = _parameters.LearningRate * step;
            var value = leaves[i].Value;
            foreach (var row in rows) scores[row] += value;
        });
    }

    static double[] Filled(double value, int length)
    {
        var array = new double[length];
        Array.Fill(array, value);
        return array;
    }

    /// <summary>Draws the rows that say when to stop; with fewer than two rows on a side nothing is held out.</summary>
    static (TreeRows Training, TreeRows? Validation) HoldOut(BoostingParameters parameters, TreeRows rows)
    {
        var isHeldOut = Enumerable.Range(0, rows.Count).ToLookup(row => SplitMix.At(parameters.Seed, (ulong)row) < parameters.ValidationFraction);
        int[] held = [.. isHeldOut[true]], kept = [.. isHeldOut[false]];
        return held.Length < 2 || kept.Length < 2 ? (rows, null) : (rows.Take(kept), rows.Take(held));
    }
}
