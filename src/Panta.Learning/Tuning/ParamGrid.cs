using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tuning;

/// <summary>
/// Values to try for the parameters of an estimator: every combination is a candidate. A parameter is named <c>stage.parameter</c>, both in camelCase
/// (<c>linearRegression.regParam</c>); where a pipeline has several stages of one type, <c>stringIndexer[1].handleInvalid</c> is the second. spark.ml's
/// <c>ParamGridBuilder</c>.
/// </summary>
/// <param name="Axes">The values of each parameter, as JSON.</param>
/// <example><code>
/// var grid = ParamGrid.Empty.With("linearRegression.regParam", 0.01, 0.1).With("linearRegression.elasticNetParam", 0, 0.5, 1);
/// var candidates = grid.Candidates(pipeline); </code></example>
public sealed record ParamGrid(ImmutableSortedDictionary<string, ImmutableArray<JsonNode>> Axes)
{
    /// <summary>Gets the grid without axes: one candidate, the estimator as it is.</summary>
    public static ParamGrid Empty { get; } = new(ImmutableSortedDictionary.Create<string, ImmutableArray<JsonNode>>(StringComparer.Ordinal));

    /// <summary>Gets the number of candidates.</summary>
    public long Count => Axes.Values.Aggregate(1L, (count, values) => count * values.Length);

    /// <summary>This grid with an axis more.</summary>
    /// <param name="parameter">The parameter, for example <c>linearRegression.regParam</c>.</param>
    /// <param name="values">At least one value: numbers, text, true or false.</param>
    public ParamGrid With(string parameter, params object[] values) =>
        new(Axes.SetItem(parameter, [.. values.Select(value => RecordWriter.Write(value, value.GetType(), true, null)!)]));

    /// <summary>Every combination set on an estimator, the last axis by name changing fastest.</summary>
    /// <param name="estimator">The estimator, often a <see cref="Pipeline"/>.</param>
    /// <exception cref="DocumentException">A name means no parameter, or a value does not fit it; all problems are listed.</exception>
    public ImmutableArray<Candidate> Candidates(IEstimator estimator)
    {
        var problems = new List<DocumentProblem>();
        var axes = Axes.Select(axis => (axis.Key, Values: ReadAxis(estimator, axis.Key, axis.Value, problems))).ToList();
        if (problems.Count > 0) throw new DocumentException([.. problems]);

        IEnumerable<Candidate> candidates = [new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), estimator)];
        foreach (var (name, values) in axes)
            candidates = candidates.SelectMany(candidate => values.Select(value =>
                new Candidate(candidate.Parameters.Add(name, value.Text), (IEstimator)Place(candidate.Estimator, name).Set(value.Value))));
        return [.. candidates];
    }

    static List<(object? Value, string Text)> ReadAxis(IEstimator estimator, string name, ImmutableArray<JsonNode> values, List<DocumentProblem> problems)
    {
        var path = "/" + RecordReader.Escape(name);
        if (values.IsDefaultOrEmpty) problems.Add(new(path, $"'{name}' has no value to try."));
        if (Find(estimator, name, path, problems) is not { } place) return [];

        return [.. values.Select((value, i) => (RecordReader.ReadMember(value, place.Member, $"{path}/{i}", problems),
            value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()))];
    }

    static ParamPlace Place(IEstimator estimator, string name) => Find(estimator, name, "", [])!;

    static ParamPlace? Find(IEstimator estimator, string name, string path, List<DocumentProblem> problems)
    {
        var dot = name.LastIndexOf('.');
        var places = ParamPlace.Of(estimator).ToList();
        var stages = places.Select(place => place.Stage).Distinct().ToList();
        var stage = dot < 0 ? "" : name[..dot];
        if (!stages.Contains(stage))
        {
            problems.Add(new(path, Wording.Unknown("names no stage with parameters", stage, stages) + " A parameter is named stage.parameter."));
            return null;
        }

        var found = places.FirstOrDefault(place => place.Stage == stage && place.Member.Name == name[(dot + 1)..]);
        if (found is null)
            problems.Add(new(path,
                Wording.Unknown($"is no parameter of {stage}", name[(dot + 1)..],
                    places.Where(place => place.Stage == stage).Select(place => place.Member.Name))));
        return found;
    }
}
