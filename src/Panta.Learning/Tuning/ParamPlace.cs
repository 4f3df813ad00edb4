using System.Text.Json;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>One parameter of a stage in an estimator, and the estimator with it set.</summary>
/// <param name="Stage">The stage's name: <c>linearRegression</c>, or <c>stringIndexer[1]</c>.</param>
/// <param name="Member">The parameter.</param>
/// <param name="Set">The whole estimator with another value of the parameter.</param>
sealed record ParamPlace(string Stage, RecordShape.Member Member, Func<object?, IStage> Set)
{
    /// <summary>All parameters of an estimator: of its stages where it is a pipeline, however deep.</summary>
    public static IEnumerable<ParamPlace> Of(IStage estimator)
    {
        var stages = Leaves(estimator, stage => stage).ToList();
        foreach (var group in stages.GroupBy(leaf => leaf.Stage.GetType().Name))
            foreach (var (number, (stage, replace)) in group.Index())
                foreach (var member in RecordShape.Of(stage.GetType()).Members)
                {
                    var name = JsonNamingPolicy.CamelCase.ConvertName(group.Key);
                    var shape = RecordShape.Of(stage.GetType());
                    IStage Set(object? value) => replace((IStage)shape.With(stage, member, value));
                    if (number == 0) yield return new(name, member, Set);
                    if (group.Skip(1).Any()) yield return new($"{name}[{number}]", member, Set);
                }
    }

    static IEnumerable<(IStage Stage, Func<IStage, IStage> Replace)> Leaves(IStage stage, Func<IStage, IStage> replace)
    {
        if (stage is not Pipeline pipeline) return [(stage, replace)];

        return pipeline.Stages.SelectMany((inner, i) => Leaves(inner, changed => replace(new Pipeline(pipeline.Stages.SetItem(i, changed)))));
    }
}
