using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Reading;

namespace Panta.Data.Frames;

/// <summary>
/// Keys of groups that are columns of few values of a table in memory: DuckDB groups by their <see cref="ColumnCodes"/>, which the scan gives beside the
/// columns, and only the groups' keys become values again.
/// </summary>
sealed class CodedKeys
{
    readonly Dictionary<string, (string Name, ColumnCodes Codes)> _keys;

    CodedKeys(Dictionary<string, (string Name, ColumnCodes Codes)> keys) => _keys = keys;

    /// <summary>Gets the columns that the scan gives beside those of the table.</summary>
    public ImmutableArray<(string Name, ColumnCodes Codes)> Columns => [.. _keys.Values.DistinctBy(key => key.Name)];

    /// <summary>The keys of an aggregation that are such columns, by their names in its input; null where none is.</summary>
    public static CodedKeys? Of(Aggregation group)
    {
        var keys = new Dictionary<string, (string, ColumnCodes)>(StringComparer.Ordinal);
        var used = group.Aggregates.SelectMany(aggregate => aggregate.Columns()).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in group.Keys.Select(NameOf).OfType<string>().Where(name => !used.Contains(name)))
            if (Coded(group.Input, name) is { } coded) keys[name] = coded;
        return keys.Count == 0 ? null : new(keys);
    }

    /// <summary>The column of a key's codes in SQL; null for other keys.</summary>
    public string? Code(Expression key) => NameOf(key) is { } name && _keys.TryGetValue(name, out var coded) ? $"t.{DuckDb.Quote(coded.Name)}" : null;

    /// <summary>The key itself in SQL, of its code; null for other keys.</summary>
    public string? Value(Expression key) =>
        NameOf(key) is { } name && _keys.TryGetValue(name, out var coded) ? coded.Codes.Value($"t.{DuckDb.Quote(coded.Name)}") : null;

    static string? NameOf(Expression? key) => key switch
    {
        ColumnReference column => column.Name,
        Alias { Value: ColumnReference column } => column.Name,
        _ => null,
    };

    // As far as rows are only left out, and columns renamed, they are those of the table.
    static (string Name, ColumnCodes Codes)? Coded(Plan plan, string name) => plan switch
    {
        Filter filter => Coded(filter.Input, name),
        Projection select when NameOf(select.Columns[select.Schema.IndexOf(name)]) is { } inner && Coded(select.Input, inner) is { } coded =>
            select.Schema.Names.Contains(coded.Name, StringComparer.OrdinalIgnoreCase) ? null : coded,
        TableSource source when !source.Schema.Names.Contains("#" + name, StringComparer.OrdinalIgnoreCase) =>
            ColumnCodes.Of(source.Table[name]) is { } codes ? ("#" + name, codes) : null,
        _ => null,
    };
}
