using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Panta.Learning.Baselines;
using Panta.Learning.Evaluation;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;
using Panta.Learning.Tuning;

namespace Panta.Learning.Persistence;

/// <summary>The stages and evaluators that files may name. A type's name is its own: <c>StandardScaler</c>. Nothing else in a file is ever made.</summary>
public static class Stages
{
    /// <summary>Gets the estimators and plain transformers. This is the one list that names them; an estimator brings its model along.</summary>
    public static ImmutableArray<Type> Declarable { get; } =
    [
        typeof(Pipeline),
        typeof(StringIndexer),
        typeof(OneHotEncoder),
        typeof(Imputer),
        typeof(VectorAssembler),
        typeof(StandardScaler),
        typeof(RFormula),
        typeof(DummyClassifier),
        typeof(DummyRegressor),
        typeof(LinearRegression),
        typeof(DecisionTreeClassifier),
        typeof(DecisionTreeRegressor),
        typeof(RandomForestClassifier),
        typeof(RandomForestRegressor),
        typeof(HistGradientBoostingClassifier),
        typeof(HistGradientBoostingRegressor),
        typeof(LogisticRegression),
        typeof(CrossValidator),
        typeof(TrainValidationSplit),
    ];

    /// <summary>Gets the evaluators.</summary>
    public static ImmutableArray<Type> Evaluators { get; } =
        [typeof(BinaryClassificationEvaluator), typeof(MulticlassClassificationEvaluator), typeof(RegressionEvaluator)];

    /// <summary>Gets the models that the estimators learn.</summary>
    public static ImmutableArray<Type> Models { get; } = [.. Declarable.Select(ModelOf).OfType<Type>().Distinct()];

    /// <summary>The type a file means by a name, or null.</summary>
    /// <param name="name">The name, for example <c>StandardScaler</c>.</param>
    public static Type? Find(string name) =>
        Declarable.Concat(Models).Concat(Evaluators).FirstOrDefault(type => type.Name == name);

    /// <summary>
    /// Types that a property of the given type may hold, with their names, and the key that names them in a file; empty where the property's own type is meant.
    /// A base record lists its kinds itself, by <see cref="JsonDerivedTypeAttribute"/>.
    /// </summary>
    internal static (string Key, ImmutableArray<(string Name, Type Type)> Allowed) ChoicesFor(Type declared)
    {
        if (declared == typeof(Evaluator)) return ("evaluator", [.. Evaluators.Select(type => (type.Name, type))]);
        if (declared.GetCustomAttribute<JsonPolymorphicAttribute>() is { TypeDiscriminatorPropertyName: { } key })
            return (key, [.. declared.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => ((string)kind.TypeDiscriminator!, kind.DerivedType))]);

        return declared.IsInterface && typeof(IStage).IsAssignableFrom(declared)
            ? ("stage", [.. Declarable.Concat(Models).Where(declared.IsAssignableFrom).Select(type => (type.Name, type))])
            : ("", []);
    }

    static Type? ModelOf(Type stage) =>
        stage.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>))?.GetGenericArguments()[0];
}
