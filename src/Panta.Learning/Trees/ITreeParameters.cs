using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>The parameters that spark.ml's trees and forests share. A single tree is a forest of one, grown on all rows with all features.</summary>
interface ITreeParameters : IStage
{
    string FeaturesCol { get; }

    string LabelCol { get; }

    string? WeightCol { get; }

    string Impurity { get; }

    int MaxDepth { get; }

    int MaxBins { get; }

    int MinInstancesPerNode { get; }

    double MinWeightFractionPerNode { get; }

    double MinInfoGain { get; }

    long Seed { get; }

    int NumTrees => 1;

    string FeatureSubsetStrategy => "all";

    double SubsamplingRate => 1;

    bool Bootstrap => false;
}
