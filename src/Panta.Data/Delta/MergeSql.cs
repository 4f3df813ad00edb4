using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// The SQL of a merge, over rows of the table <c>t</c>, of the source <c>s</c>, and the pairs of them <c>p</c>. What is done with a row is a number: matched clauses from 1
/// on, then those for rows that no row of the source matches; 0 is nothing.
/// </summary>
sealed class MergeSql
{
    /// <summary>The column that numbers the source's rows.</summary>
    public const string SourceRow = "\"panta source row\"";

    static readonly string Row = DuckDb.Quote(FileRows.Number);

    readonly Schema _fields;
    readonly Schema _source;
    readonly ImmutableArray<MergeClause> _changes;
    readonly int _matched;
    readonly ImmutableArray<MergeClause> _inserts;
    readonly TableFormulas _both;
    readonly TableFormulas _target;
    readonly TableFormulas _new;

    public MergeSql(Schema fields, DataFrame source, DeltaMerge merge, TableFormulas formulas)
    {
        (_fields, _source, _both) = (fields, source.Schema, formulas);
        (_target, _new) = (new(fields, source, onlyTarget: true), new(fields, source, onlyTarget: false));
        (_changes, _matched, _inserts) = (merge.WhenMatched.AddRange(merge.WhenNotMatchedBySource), merge.WhenMatched.Length, merge.WhenNotMatched);
        Require(merge);
        ColumnsChanged = [.. _changes.Select((clause, i) => Assigned(clause, i < _matched ? _both : _target))];
    }

    /// <summary>The values that each clause for rows of the table gives; null for those that delete.</summary>
    public ImmutableArray<Assignments?> ColumnsChanged { get; }

    public IEnumerable<int> Deletes => Enumerable.Range(1, _changes.Length).Where(action => _changes[action - 1].Action == MergeAction.Delete);

    public IEnumerable<int> Updates => Enumerable.Range(1, _changes.Length).Except(Deletes);

    /// <summary>What is done with a pair.</summary>
    public string MatchedAction => Action(_changes[.._matched], 1, _both);

    /// <summary>The pairs of the rows of a file.</summary>
    public static string Pairs(string pairs, int file) => string.Create(CultureInfo.InvariantCulture,
        $"(SELECT target, max(action) AS action, arg_max(source, action) AS source FROM {pairs} WHERE file = {file} GROUP BY target) AS p");

    /// <summary>How many rows of a file there are, and what is done with how many.</summary>
    public string Counts(string rows, string pairs)
    {
        var counts = Enumerable.Range(1, _changes.Length)
            .Select(action => string.Create(CultureInfo.InvariantCulture, $", count(*) FILTER (WHERE ({Done}) = {action}) AS a{action}"));
        return $"SELECT count(*) AS n{string.Concat(counts)} FROM ({rows}) AS t LEFT JOIN {pairs} ON p.target = t.{Row}";
    }

    /// <summary>The rows of a file after the merge.</summary>
    public string Rewritten(string rows, string pairs, string source)
    {
        var columns = _fields.Fields.Select(field => $"{Changed(field)} AS {DuckDb.Quote(field.Name)}");
        var kept = Deletes.Any() ? $" WHERE ({Done}) NOT IN ({string.Join(", ", Deletes)})" : "";
        return $"SELECT {string.Join(", ", columns)} FROM ({rows}) AS t LEFT JOIN {pairs} ON p.target = t.{Row} "
            + $"LEFT JOIN {source} AS s ON s.{SourceRow} = p.source{kept} ORDER BY t.{Row}";
    }

    /// <summary>The rows that are put in.</summary>
    public string Inserted(string pairs, string source)
    {
        var action = Action(_inserts, 1, _new);
        var values = _inserts.Select(clause => Assigned(clause, _new)).ToList();
        string Column(Field field)
        {
            var cases = values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $" WHEN {i + 1} THEN {value!.Inserted(field)}"));
            return $"CASE {action}{string.Concat(cases)} END AS {DuckDb.Quote(field.Name)}";
        }

        return $"SELECT {string.Join(", ", _fields.Fields.Select(Column))} FROM {source} AS s "
            + $"WHERE s.{SourceRow} NOT IN (SELECT source FROM {pairs}) AND ({action}) > 0 ORDER BY s.{SourceRow}";
    }

    string Done => $"CASE WHEN p.target IS NULL THEN {Action(_changes[_matched..], _matched + 1, _target)} ELSE p.action END";

    string Changed(Field field)
    {
        var cases = ColumnsChanged.Select((values, i) =>
            values?.Has(field.Name) == true ? string.Create(CultureInfo.InvariantCulture, $" WHEN {i + 1} THEN {values.Of(field)}") : "");
        var column = $"t.{DuckDb.Quote(field.Name)}";
        return string.Concat(cases) is { Length: > 0 } given ? $"CASE {Done}{given} ELSE {column} END" : column;
    }

    static string Action(ImmutableArray<MergeClause> clauses, int first, TableFormulas formulas)
    {
        if (clauses.IsEmpty) return "0";

        var cases = clauses.Select((clause, i) => string.Create(CultureInfo.InvariantCulture,
            $"WHEN {(clause.Condition is { } condition ? $"coalesce({formulas.Condition(condition)}, false)" : "true")} THEN {first + i}"));
        return $"CASE {string.Join(' ', cases)} ELSE 0 END";
    }

    Assignments? Assigned(MergeClause clause, TableFormulas formulas) =>
        clause.Action == MergeAction.Delete ? null : new(_fields, clause.Values ?? All(), formulas);

    // Columns that the table lacks are passed over: they were added before, if they are to be.
    Dictionary<string, Expression> All()
    {
        var known = Leaf.Of(_fields).Select(leaf => leaf.Field.Name).Concat(_fields.Fields.Select(SchemaJson.NameOf))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return _source.Names.Where(known.Contains)
            .ToDictionary(name => name, name => (Expression)new ColumnReference($"source.{name}"), StringComparer.Ordinal);
    }

    void Require(DeltaMerge merge)
    {
        if (_changes.IsEmpty && _inserts.IsEmpty)
            throw new ArgumentException("The merge has no clause: it would do nothing. Say what becomes of rows that match, or do not.", nameof(merge));
        if (_inserts.Any(clause => clause.Action != MergeAction.Insert))
            throw new ArgumentException("A row of the source that matches none can only be put in (Insert).", nameof(merge));
        if (_changes.Any(clause => clause.Action == MergeAction.Insert))
            throw new ArgumentException("A row of the table can be updated or deleted; only rows of the source that match none are put in.", nameof(merge));
        if (merge.WhenNotMatchedBySource.Any(clause => clause is { Action: MergeAction.Update, Values: null }))
            throw new ArgumentException("Where no row of the source matches there are no values to take over: give them one by one (Update).", nameof(merge));

        foreach (var formula in Formulas(_inserts)) _new.RequireOneSide(formula);
        foreach (var formula in Formulas(merge.WhenNotMatchedBySource)) _target.RequireOneSide(formula);
    }

    static IEnumerable<Expression> Formulas(ImmutableArray<MergeClause> clauses) =>
        clauses.SelectMany(clause => (clause.Values?.Values ?? []).Concat(clause.Condition is { } condition ? [condition] : []));
}
