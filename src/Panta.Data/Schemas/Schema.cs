using System.Collections.Immutable;

namespace Panta.Data.Schemas;

/// <summary>The ordered fields of a table. Names are unique and case-sensitive. Immutable; two schemas are equal when their fields are.</summary>
public sealed record Schema
{
    readonly Dictionary<string, int> _indices;

    /// <summary>A schema of the given fields.</summary>
    /// <param name="fields">The fields in order.</param>
    /// <exception cref="ArgumentException">Two fields have the same name.</exception>
    public Schema(params ImmutableArray<Field> fields)
    {
        var indices = new Dictionary<string, int>(fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
            if (!indices.TryAdd(fields[i].Name, i))
                throw new ArgumentException($"Column '{fields[i].Name}' is there twice. Names of columns are unique: rename or drop one.", nameof(fields));

        Fields = fields;
        _indices = indices;
    }

    /// <summary>Gets the schema without fields.</summary>
    public static Schema Empty { get; } = new(ImmutableArray<Field>.Empty);

    /// <summary>Gets the fields in order.</summary>
    public ImmutableArray<Field> Fields { get; }

    /// <summary>Gets the number of fields.</summary>
    public int Count => Fields.Length;

    /// <summary>Gets the names in order.</summary>
    public IEnumerable<string> Names => Fields.Select(f => f.Name);

    /// <summary>Gets the field of that name.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    public Field this[string name] => Fields[IndexOf(name)];

    /// <summary>Gets the field at that position.</summary>
    /// <param name="index">The position, from 0.</param>
    public Field this[int index] => Fields[index];

    /// <summary>Whether there is a column of that name.</summary>
    /// <param name="name">The column's name.</param>
    public bool Contains(string name) => _indices.ContainsKey(name);

    /// <summary>The field of that name, or null.</summary>
    /// <param name="name">The column's name.</param>
    public Field? Find(string name) => _indices.TryGetValue(name, out var index) ? Fields[index] : null;

    /// <summary>The position of the column of that name.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    public int IndexOf(string name) => _indices.TryGetValue(name, out var index) ? index : throw new ColumnNotFoundException(name, [.. Names]);

    /// <summary>This schema with the field put in place of the one of its name, or else at the end.</summary>
    /// <param name="field">The field.</param>
    public Schema With(Field field) => _indices.TryGetValue(field.Name, out var index) ? new(Fields.SetItem(index, field)) : new(Fields.Add(field));

    /// <summary>This schema without the named columns; names that are not there are ignored.</summary>
    /// <param name="names">Names of the columns to leave out.</param>
    public Schema Without(params ReadOnlySpan<string> names)
    {
        var dropped = names.ToArray();
        return new(Fields.RemoveAll(field => dropped.Contains(field.Name)));
    }

    /// <summary>The named columns, in the order of the names.</summary>
    /// <param name="names">Names of the columns to keep.</param>
    /// <exception cref="ColumnNotFoundException">One of them is not there.</exception>
    public Schema Select(params ReadOnlySpan<string> names)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(names.Length);
        foreach (var name in names) fields.Add(this[name]);
        return new(fields.MoveToImmutable());
    }

    /// <summary>Whether both have equal fields in the same order.</summary>
    /// <param name="other">The schema compared with.</param>
    public bool Equals(Schema? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan(), EqualityComparer<Field>.Default);

    /// <summary>A hash of the fields.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields) hash.Add(field);
        return hash.ToHashCode();
    }

    /// <summary>The fields as <c>(name: type, …)</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Fields)})";
}
