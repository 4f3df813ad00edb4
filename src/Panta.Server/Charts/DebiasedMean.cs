namespace Panta.Server.Charts;

/// <summary>
/// An exponential mean without the pull towards 0 that its start would have, as TensorBoard smooths scalars:
/// <c>m ← w·m + (1 − w)·y</c>, answered divided by <c>1 − wⁿ</c> after n values.
/// </summary>
/// <param name="weight">How much of the past stays, in [0, 1); 0 smooths nothing.</param>
sealed class DebiasedMean(double weight)
{
    double _mean, _left = 1;

    /// <summary>The mean after one more value; a NaN or infinity is answered as it is and leaves the mean alone.</summary>
    public double Next(double value)
    {
        if (!double.IsFinite(value)) return value;

        _mean = (weight * _mean) + ((1 - weight) * value);
        _left *= weight;
        return _mean / (1 - _left);
    }
}
