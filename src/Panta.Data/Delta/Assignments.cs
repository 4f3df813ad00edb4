using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Values given to columns of a table, or to fields of its structs, in SQL over its rows <c>t</c>.</summary>
sealed class Assignments
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Assignments by our names of columns.</summary>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="ArgumentException">A value does not make sense, or a column gets two.</exception>
    public Assignments(Schema fields, IReadOnlyDictionary<string, Expression> given, TableFormulas formulas)
    {
        var places = Leaf.Of(fields).Select(leaf => (leaf.Field.Name, Path: string.Join('\0', leaf.Steps.Select(step => step.Name)), leaf.Field.Type))
            .Concat(fields.Fields.Where(field => field.Type.Fields is not null).Select(field => (SchemaJson.NameOf(field), Path: field.Name, field.Type))).ToList();
        if (given.Count == 0) throw new ArgumentException("No column is given a value: name at least one.", nameof(given));

        foreach (var (name, value) in given)
        {
            var found = places.FindAll(place => place.Item1 == name) is { Count: > 0 } exact ? exact
                : places.FindAll(place => string.Equals(place.Item1, name, StringComparison.OrdinalIgnoreCase));
            if (found.Count == 0) throw new ColumnNotFoundException(name, [.. places.Select(place => place.Item1)]);
            if (!_values.TryAdd(found[0].Path, formulas.Value(value, found[0].Type))) throw new ArgumentException($"Column '{name}' is given two values.", nameof(given));
        }
    }

    /// <summary>Whether a column of the log, or a field of it, gets a value.</summary>
    public bool Has(string column) => _values.Keys.Any(path => path == column || path.StartsWith(column + "\0", StringComparison.Ordinal));

    /// <summary>A column of the log where a condition holds, and as it was elsewhere.</summary>
    public string Of(Field field, string condition) =>
        Has(field.Name) ? $"CASE WHEN {condition} THEN {Value(field, field.Name)} ELSE t.{DuckDb.Quote(field.Name)} END" : $"t.{DuckDb.Quote(field.Name)}";

    /// <summary>The value of a column after the assignments.</summary>
    public string Of(Field field) => Has(field.Name) ? Value(field, field.Name) : $"t.{DuckDb.Quote(field.Name)}";

    /// <summary>The value of a column of a new row: null where it is given none.</summary>
    public string Inserted(Field field) => Inserted(field, field.Name);

    string Inserted(Field field, string path)
    {
        if (_values.TryGetValue(path, out var value)) return value;
        if (field.Type.Fields is not { } inner || !Has(path)) return $"CAST(NULL AS {NativeText.OfType(field.Type)})";

        return $"struct_pack({string.Join(", ", inner.Fields.Select(nested => $"{DuckDb.Quote(nested.Name)} := {Inserted(nested, $"{path}\0{nested.Name}")}"))})";
    }

    string Value(Field field, string path)
    {
        if (_values.TryGetValue(path, out var value)) return value;
        if (field.Type.Fields is not { } inner || !Has(path)) return Unchanged(path);

        return $"struct_pack({string.Join(", ", inner.Fields.Select(nested => $"{DuckDb.Quote(nested.Name)} := {Value(nested, $"{path}\0{nested.Name}")}"))})";
    }

    static string Unchanged(string path)
    {
        var steps = path.Split('\0');
        return steps.Skip(1).Aggregate($"t.{DuckDb.Quote(steps[0])}", (outer, step) => $"struct_extract({outer}, {DuckDb.Literal(step)})");
    }
}
