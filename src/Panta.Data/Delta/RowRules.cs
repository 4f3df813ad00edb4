using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// What each row of a table has to keep, checked while DuckDB writes it: columns without null, invariants of columns, CHECK constraints. The first broken row ends the
/// writing.
/// </summary>
sealed class RowRules
{
    /// <summary>The properties of CHECK constraints: this and the constraint's name.</summary>
    public const string ConstraintKey = "delta.constraints.";

    const string InvariantsKey = "delta.invariants";
    const int RowLength = 400;

    readonly string _table;
    readonly ImmutableArray<Rule> _rules;

    RowRules(string table, ImmutableArray<Rule> rules) => (_table, _rules) = (table, rules);

    /// <summary>The rules of a table.</summary>
    /// <param name="snapshot">The table.</param>
    /// <param name="fields">Its columns after the change.</param>
    public static RowRules Of(DeltaSnapshot snapshot, Schema fields)
    {
        // Fields of the structs that are our columns were once marked so by the rows of the day.
        var structs = SchemaEvolution.Structs(snapshot);
        var nulls = fields.Fields.Where(field => !structs.Contains(field.Name)).SelectMany(field => NotNull(field, $"t.{DuckDb.Quote(field.Name)}", SchemaJson.NameOf(field)));
        var formulas = new Lazy<TableFormulas>(() => new(fields));
        var invariants = fields.Fields.Where(field => field.Metadata.ContainsKey(InvariantsKey)).Select(field => Invariant(snapshot.Path, field, formulas.Value));
        var checks = snapshot.Properties.Where(property => property.Key.StartsWith(ConstraintKey, StringComparison.OrdinalIgnoreCase))
            .Select(property => Check(snapshot.Path, property.Key[ConstraintKey.Length..], property.Value, formulas.Value));
        return new(snapshot.Path, [.. nulls, .. invariants, .. checks]);
    }

    /// <summary>No rules: for rows that were held to them before.</summary>
    public static RowRules None(DeltaSnapshot snapshot) => new(snapshot.Path, []);

    /// <summary>These and the rule that rows keep a CHECK constraint.</summary>
    public RowRules With(DeltaSnapshot snapshot, string name, string condition) =>
        new(_table, _rules.Add(Check(_table, name, condition, new(snapshot.Fields))));

    /// <summary>These and the rule that rows meet the condition of what they replace.</summary>
    public RowRules Replacing(Expression condition, TableFormulas formulas) => new(_table, _rules.Add(new(
        formulas.Condition(condition), $"a row does not meet the condition of the rows it replaces, {condition}.")));

    /// <summary>A query that gives the rows of another, and fails at a row that breaks a rule.</summary>
    public string Checked(string query)
    {
        if (_rules.IsEmpty) return $"({query})";

        var cases = _rules.Select((rule, i) => string.Create(CultureInfo.InvariantCulture,
            $"WHEN NOT coalesce(({rule.Sql}), false) THEN error(chr(1) || '{i}' || chr(1) || left(CAST(t AS VARCHAR), {RowLength}))"));
        return $"(SELECT * FROM ({query}) AS t WHERE CASE {string.Join(' ', cases)} ELSE true END)";
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
                yield return rule with { Sql = $"{value} IS NULL OR ({rule.Sql})" };
    }

    static Rule Check(string table, string name, string text, TableFormulas formulas) =>
        Formula(table, $"constraint '{name}' (feature 'checkConstraints')", text, formulas, $"a row breaks the constraint '{name}': {text}.");

    // {"expression":{"expression":"x > 3"}}, as Spark once wrote them.
    static Rule Invariant(string table, Field field, TableFormulas formulas)
    {
        var text = field.Metadata[InvariantsKey];
        try
        {
            using var json = JsonDocument.Parse(text);
            var condition = json.RootElement.GetProperty("expression").GetProperty("expression").GetString() ?? "";
            return Formula(table, $"invariant of column '{field.Name}' (feature 'invariants')", condition, formulas, $"a row breaks the invariant of column '{field.Name}': {condition}.");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DeltaException(table, $"the invariant of column '{field.Name}' (feature 'invariants') cannot be read: {text}. The table can be read, not written.", error);
        }
    }

    static Rule Formula(string table, string what, string text, TableFormulas formulas, string broken)
    {
        try
        {
            return new(formulas.Condition(Expression.Parse(text)), broken);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or ColumnNotFoundException)
        {
            throw new DeltaException(table, $"its {what}, {text}, cannot be checked: {error.Message.TrimEnd('.')}. The table can be read, not written.", error);
        }
    }

    /// <summary>A rule.</summary>
    /// <param name="Sql">What has to be true.</param>
    /// <param name="Broken">What to say of a row for which it is not.</param>
    sealed record Rule(string Sql, string Broken);
}
