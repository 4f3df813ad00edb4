using System.Collections.Immutable;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>Measures candidates on folds. What candidates have in common before the first stage that differs is fitted once a fold.</summary>
/// <param name="Candidates">The candidates.</param>
/// <param name="Evaluator">The metric.</param>
/// <param name="Parallelism">How many candidates are fitted at once.</param>
/// <param name="Observer">Called with each trial, in the order of the candidates, as soon as all before it are done; null: nobody.</param>
sealed record Search(ImmutableArray<Candidate> Candidates, Evaluator Evaluator, int Parallelism, Action<Trial>? Observer)
{
    public ImmutableArray<Trial> Run(Table data, IReadOnlyList<Fold> folds, CancellationToken cancel)
    {
        var shared = CommonStages();
        var prepared = folds.Select(fold => Prepare(data, fold, shared, cancel)).ToList();
        var trials = new Trial?[Candidates.Length];
        var reported = 0;
        var gate = new Lock();
        Parallel.For(0, trials.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Parallelism), CancellationToken = cancel }, i =>
        {
            var trial = Try(i, shared, prepared, cancel);
            lock (gate)
            {
                trials[i] = trial;
                for (; reported < trials.Length && trials[reported] is { } next; reported++) Observer?.Invoke(next);
            }
        });
        return [.. trials.OfType<Trial>()];
    }

    /// <summary>The first trial with the best mean; NaN is worse than any number.</summary>
    public Trial Best(ImmutableArray<Trial> trials)
    {
        double Rank(Trial trial) => double.IsNaN(trial.Mean) ? double.NegativeInfinity : Evaluator.IsLargerBetter ? trial.Mean : -trial.Mean;
        return trials.MaxBy(Rank)!;
    }

    int CommonStages()
    {
        var pipelines = Candidates.Select(candidate => candidate.Estimator as Pipeline).ToList();
        if (pipelines.Contains(null) || pipelines.Select(pipeline => pipeline!.Stages.Length).Distinct().Count() > 1) return 0;

        // A grid keeps the very stages it does not touch, so sameness is by reference.
        var first = pipelines[0]!.Stages;
        var common = 0;
        while (common < first.Length - 1 && pipelines.All(pipeline => ReferenceEquals(pipeline!.Stages[common], first[common]))) common++;
        return common;
    }

    (Table Train, Table Validation) Prepare(Table data, Fold fold, int shared, CancellationToken cancel)
    {
        var (train, validation) = (data.Take(fold.Train), data.Take(fold.Validation));
        if (shared == 0) return (train, validation);

        var model = new Pipeline(((Pipeline)Candidates[0].Estimator).Stages[..shared]).Fit(train, cancel);
        return (model.Transform(train), model.Transform(validation));
    }

    Trial Try(int index, int shared, List<(Table Train, Table Validation)> folds, CancellationToken cancel)
    {
        var candidate = Candidates[index];
        var estimator = shared == 0 ? candidate.Estimator : new Pipeline(((Pipeline)candidate.Estimator).Stages[shared..]);
        var metrics = folds.Select(fold => Evaluator.Evaluate(estimator.Fit(fold.Train, cancel).Transform(fold.Validation), cancel)).ToImmutableArray();
        var mean = metrics.Average();
        var deviation = Math.Sqrt(metrics.Sum(metric => (metric - mean) * (metric - mean)) / metrics.Length);
        return new(index, candidate.Parameters, metrics, mean, deviation);
    }
}
