using System.Runtime.InteropServices;

namespace Panta.Learning.Evaluation;

/// <summary>Weights of right and wrong predictions by class, and the rates that follow. A rate whose denominator is 0 is 0.</summary>
sealed class ConfusionCounts
{
    readonly SortedDictionary<double, double> _labels = [];
    readonly Dictionary<double, double> _predictions = [];
    readonly Dictionary<double, double> _hits = [];

    public double Total { get; private set; }

    public double Accuracy => _hits.Values.Sum() / Total;

    public void Add(double label, double prediction, double weight)
    {
        _labels[label] = _labels.GetValueOrDefault(label) + weight;
        CollectionsMarshal.GetValueRefOrAddDefault(_predictions, prediction, out _) += weight;
        if (label == prediction) CollectionsMarshal.GetValueRefOrAddDefault(_hits, label, out _) += weight;
        Total += weight;
    }

    public double Precision(double label) => Rate(_hits.GetValueOrDefault(label), _predictions.GetValueOrDefault(label));

    public double Recall(double label) => Rate(_hits.GetValueOrDefault(label), _labels.GetValueOrDefault(label));

    public double FalsePositiveRate(double label) =>
        Rate(_predictions.GetValueOrDefault(label) - _hits.GetValueOrDefault(label), Total - _labels.GetValueOrDefault(label));

    public double FMeasure(double label, double beta)
    {
        var (precision, recall, square) = (Precision(label), Recall(label), beta * beta);
        return Rate((1 + square) * precision * recall, square * precision + recall);
    }

    /// <summary>The mean of a rate over the classes of the labels, by their share.</summary>
    public double Weighted(Func<double, double> rate) => _labels.Sum(label => rate(label.Key) * label.Value / Total);

    static double Rate(double part, double whole) => whole == 0 ? 0 : part / whole;
}
