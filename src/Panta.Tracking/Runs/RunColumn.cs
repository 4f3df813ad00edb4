namespace Panta.Tracking.Runs;

/// <summary>A column of a table of runs, written as in the search grammar: <c>metrics.mae</c>, <c>params.leaves</c>, <c>tags.team</c>, <c>attributes.status</c>.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Key">The metric, param, tag or attribute.</param>
public readonly record struct RunColumn(RunColumnKind Kind, string Key)
{
    static readonly (string Prefix, RunColumnKind Kind)[] _prefixes =
    [
        ("attributes.", RunColumnKind.Attribute), ("metrics.", RunColumnKind.Metric), ("params.", RunColumnKind.Param), ("tags.", RunColumnKind.Tag),
    ];

    /// <summary>Reads a column's name.</summary>
    /// <param name="text">As in <c>metrics.mae</c>.</param>
    /// <returns>The column; null where the text names none.</returns>
    public static RunColumn? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (prefix, kind) in _prefixes)
            if (text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal)) return new(kind, text[prefix.Length..]);
        return null;
    }

    /// <summary>The name, as in <c>metrics.mae</c>.</summary>
    public override string ToString()
    {
        var kind = Kind;
        return Array.Find(_prefixes, each => each.Kind == kind).Prefix + Key;
    }
}
