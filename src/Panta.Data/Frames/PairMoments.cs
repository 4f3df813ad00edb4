namespace Panta.Data.Frames;

/// <summary>Means, squares and products of two numbers, in one pass that does not cancel (Welford, 1962), as Spark's <c>CovarianceCounter</c>.</summary>
sealed class PairMoments
{
    double _meanX;
    double _meanY;
    double _product;
    double _squareX;
    double _squareY;
    long _count;

    /// <summary>Gets the covariance of a sample.</summary>
    public double Covariance => _count < 2 ? double.NaN : _product / (_count - 1);

    /// <summary>Gets Pearson's correlation.</summary>
    public double Correlation => _product / Math.Sqrt(_squareX * _squareY);

    public void Add(double x, double y)
    {
        var (deltaX, deltaY) = (x - _meanX, y - _meanY);
        _count++;
        _meanX += deltaX / _count;
        _meanY += deltaY / _count;
        _product += deltaX * (y - _meanY);
        _squareX += deltaX * (x - _meanX);
        _squareY += deltaY * (y - _meanY);
    }
}
