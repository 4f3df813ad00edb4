using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>What each row of a table has to keep, checked while DuckDB writes it: columns without null. One broken row ends the writing.</summary>
sealed class RowRules
{
    const int RowLength = 400;

    readonly string _table;
    readonly ImmutableArray<Rule> _rules;

    RowRules(string table, ImmutableArray<Rule> rules) => (_table, _rules) = (table, rules);

    /// <summary>The rules of a table.</summary>
    public static RowRules Of(string table, DeltaSnapshot snapshot, Schema fields)
    {
        ProtocolCheck.RequireAppendable(table, snapshot.State.Protocol, snapshot.State.Metadata, fields);

        // Fields of the structs that are our columns were once marked so by the rows of the day.
        var structs = SchemaEvolution.Structs(snapshot);
        return new(table, [.. fields.Fields.Where(field => !structs.Contains(field.Name)).SelectMany(field => NotNull(field, DuckDb.Quote(field.Name), SchemaJson.NameOf(field)))]);
    }

    /// <summary>A query that gives the rows of another, and fails at a row that breaks a rule.</summary>
    public string Checked(string query)
    {
        if (_rules.IsEmpty) return $"({query})";

        var cases = _rules.Select((rule, i) => string.Create(CultureInfo.InvariantCulture,
            $"WHEN NOT (({rule.Sql}) IS TRUE) THEN error(chr(1) || '{i}' || chr(1) || left(CAST(\"panta row\" AS VARCHAR), {RowLength}))"));
        return $"(SELECT * FROM ({query}) AS \"panta row\" WHERE CASE {string.Join(' ', cases)} ELSE true END)";
    }

    /// <summary>What a failed statement says of a broken rule; null where it failed for another reason.</summary>
    public DeltaException? Broken(DuckDbException error)
    {
        var parts = error.Message.Split('\u0001');
        return parts.Length >= 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rule) && rule < _rules.Length
            ? new(_table, $"{_rules[rule].Broken} The row: {parts[2]}", error)
            : null;
    }

    static IEnumerable<Rule> NotNull(Field field, string value, string name)
    {
        if (!field.Nullable) yield return new($"{value} IS NOT NULL", $"column '{name}' must not be null, but a row has no value there.");

        foreach (var inner in field.Type.Fields?.Fields ?? [])
            foreach (var rule in NotNull(inner, $"struct_extract({value}, {DuckDb.Literal(inner.Name)})", $"{name}.{SchemaJson.NameOf(inner)}"))
                yield return rule with { Sql = $"{value} IS NULL OR {rule.Sql}" };
    }

    /// <summary>A rule.</summary>
    /// <param name="Sql">What has to be true.</param>
    /// <param name="Broken">What to say of a row for which it is not.</param>
    sealed record Rule(string Sql, string Broken);
}
