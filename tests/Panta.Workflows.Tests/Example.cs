using Panta.Workflows.Projects;

namespace Panta.Workflows;

/// <summary>A small project that tests change by <c>with</c>.</summary>
static class Example
{
    public const string Yaml = """
        name: glass
        source: {path: first.csv, time: made, key: pid}
        labels: {maturity: 48h}
        pipeline:
          - {stage: VectorAssembler, inputCols: [temp, pressure], outputCol: features}
          - {stage: RandomForestClassifier, labelCol: quality, numTrees: 5, seed: 7}
        target: quality
        metric: accuracy
        split: {folds: 5}
        tune: {grid: {randomForestClassifier.maxDepth: [2, 4]}}
        endpoint: {name: glass, frozen: glass-frozen}
        monitor:
          window: 1d
          checks:
            - {check: kpi, name: daily, metric: accuracy, margin: 0.05, breaches: 1, of: 1}
        policy:
          retrain: {when: alert, on: daily}
          promote: {test: mcNemar, alpha: 0.01}
        """;

    public static Project Project { get; } = ProjectFile.Parse(Yaml);
}
