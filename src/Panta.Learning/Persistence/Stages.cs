using System.Collections.Immutable;
using Panta.Learning.Evaluation;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Persistence;

/// <summary>The stages and evaluators that files may name. A type's name is its own: <c>StandardScaler</c>. Nothing else in a file is ever made.</summary>
public static class Stages
{
    /// <summary>Gets the estimators and plain transformers. This is the one list that names them; an estimator brings its model along.</summary>
    public static ImmutableArray<Type> Declarable { get; } =
    [
        typeof(Pipeline),
        typeof(StringIndexer),
        typeof(VectorAssembler),
        typeof(LinearRegression),
    ];

    /// <summary>Gets the evaluators.</summary>
    public static ImmutableArray<Type> Evaluators { get; } = [typeof(BinaryClassificationEvaluator), typeof(MulticlassClassificationEvaluator), typeof(RegressionEvaluator)];

    /// <summary>Gets the models that the estimators learn.</summary>
    public static ImmutableArray<Type> Models { get; } = [.. Declarable.Select(ModelOf).OfType<Type>().Distinct()];

    /// <summary>The type a file means by a name, or null.</summary>
    /// <param name="name">The name, for example <c>StandardScaler</c>.</param>
    public static Type? Find(string name) =>
        Declarable.Concat(Models).Concat(Evaluators).FirstOrDefault(type => type.Name == name);

    /// <summary>Types that a property of the given type may hold, and the key that names them in a file; empty where the property's own type is meant.</summary>
    internal static (string Key, ImmutableArray<Type> Allowed) ChoicesFor(Type declared)
    {
        if (declared == typeof(Evaluator)) return ("evaluator", Evaluators);
        return declared.IsInterface && typeof(IStage).IsAssignableFrom(declared)
            ? ("stage", [.. Declarable.Concat(Models).Where(declared.IsAssignableFrom)])
            : ("", []);
    }

    static Type? ModelOf(Type stage) =>
        stage.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>))?.GetGenericArguments()[0];
}
