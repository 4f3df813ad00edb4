namespace Panta.Learning.Trees;

/// <summary>Watches the loss of held-out rows: training ends when it has not fallen by more than a tolerance for some iterations.</summary>
sealed class EarlyStopping
{
    readonly BoostingParameters _parameters;
    readonly BinnedRows _rows;
    readonly BoostingLoss _loss;
    readonly double[][] _scores;
    readonly List<double> _losses = [];

    public EarlyStopping(BoostingParameters parameters, BinnedRows rows, BoostingLoss loss, double[] baseline)
    {
        (_parameters, _rows, _loss) = (parameters, rows, loss);
        _scores = [.. baseline.Select(score => Enumerable.Repeat(score, rows.Count).ToArray())];
        _losses.Add(loss.Mean(_scores));
    }

    /// <summary>Adds the trees of an iteration, one an output.</summary>
    public void Add(IReadOnlyList<BoostedTree> trees)
    {
        for (var output = 0; output < trees.Count; output++)
            for (var row = 0; row < _rows.Count; row++)
                _scores[output][row] += trees[output].Predict(_rows, row);
        _losses.Add(_loss.Mean(_scores));
    }

    /// <summary>Whether none of the last losses is lower, by more than the tolerance, than the one before them.</summary>
    public bool IsReached()
    {
        var recent = _parameters.NIterNoChange;
        if (_losses.Count <= recent) return false;

        var before = _losses[^(recent + 1)] - _parameters.Tol;
        return _losses[^recent..].TrueForAll(loss => !(loss < before));
    }
}
