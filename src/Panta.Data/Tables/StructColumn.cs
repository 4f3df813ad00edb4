using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>A column of structs: a child column for each field, and which rows have a struct at all. A field of a null struct is null.</summary>
public sealed class StructColumn : Column
{
    /// <summary>A column of fields side by side.</summary>
    /// <param name="fields">One field a column, of the column's type.</param>
    /// <param name="columns">Columns of one length.</param>
    /// <param name="validity">Which rows hold a struct. Default: all; must be given where there is no field.</param>
    /// <exception cref="ArgumentException">Fields and columns do not match, or lengths differ.</exception>
    public StructColumn(Schema fields, ImmutableArray<Column> columns, Validity? validity = null)
        : base(DataType.Struct(fields), validity ?? Validity.All(columns.IsEmpty ? 0 : columns[0].Length))
    {
        if (fields.Count != columns.Length) throw new ArgumentException($"There are {fields.Count} fields, but {columns.Length} columns.", nameof(columns));

        foreach (var (field, column) in fields.Fields.Zip(columns))
        {
            if (column.Length != Length) throw new ArgumentException($"Field '{field.Name}' has {column.Length} rows, the struct {Length}.", nameof(columns));
            if (column.Type != field.Type) throw new ArgumentException($"Field '{field.Name}' is {field.Type}, its column holds {column.Type}.", nameof(columns));
        }

        Columns = Within(columns, Validity);
    }

    StructColumn(DataType type, ImmutableArray<Column> columns, Validity validity)
        : base(type, validity) => Columns = columns;

    /// <summary>Gets the fields.</summary>
    public Schema Fields => Type.Fields!;

    /// <summary>Gets the columns, in the order of the fields; null where the struct is null.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>Gets the column of the field of that name; null where the struct is null.</summary>
    /// <param name="name">The field's name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such field.</exception>
    public Column this[string name] => Columns[Fields.IndexOf(name)];

    /// <inheritdoc/>
    public override Column Slice(int start, int length) =>
        new StructColumn(Type, [.. Columns.Select(column => column.Slice(start, length))], Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(Columns.Length);
        foreach (var column in Columns) columns.Add(column.Take(rows));
        return new StructColumn(Type, columns.MoveToImmutable(), TakenValidity(rows));
    }

    /// <inheritdoc/>
    public override Column As(DataType type)
    {
        if (type == Type) return this;
        if (type.Fields is not { } fields || !fields.Names.SequenceEqual(Fields.Names)) return base.As(type);

        return new StructColumn(type, [.. Columns.Select((column, i) => column.As(fields[i].Type))], Validity);
    }

    /// <inheritdoc/>
    protected override object ValueAt(int row)
    {
        var values = new OrderedDictionary<string, object?>(Columns.Length, StringComparer.Ordinal);
        for (var i = 0; i < Columns.Length; i++) values.Add(Fields[i].Name, Columns[i].Value(row));
        return values;
    }

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var structs = parts.Cast<StructColumn>().ToList();
        return new StructColumn(Type, [.. Columns.Select((_, i) => Concat([.. structs.Select(part => part.Columns[i])]))], JoinedValidity(parts));
    }

    private protected override Column Masked(Validity validity) => new StructColumn(Type, Within(Columns, validity), validity);

    static ImmutableArray<Column> Within(ImmutableArray<Column> columns, Validity validity) =>
        validity.HasNulls ? [.. columns.Select(column => column.And(validity))] : columns;
}
