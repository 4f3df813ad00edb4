using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// Immutable columnar rows in memory with their schema. Slices and selections share memory. At most 2³¹ − 1 rows; more rows are a
/// <see cref="Frames.DataFrame"/> of several tables. Safe to read from many threads.
/// </summary>
public sealed class Table
{
    /// <summary>A table of columns.</summary>
    /// <param name="schema">One field a column, of the column's type.</param>
    /// <param name="columns">Columns of one length.</param>
    /// <param name="rowCount">Number of rows. Default: the columns' length; must be given where there is no column.</param>
    /// <exception cref="ArgumentException">Schema and columns do not match, or lengths differ.</exception>
    public Table(Schema schema, ImmutableArray<Column> columns, int? rowCount = null)
    {
        if (schema.Count != columns.Length) throw new ArgumentException($"The schema has {schema.Count} fields, but there are {columns.Length} columns.", nameof(columns));

        RowCount = rowCount ?? (columns.IsEmpty ? 0 : columns[0].Length);
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Length != RowCount) throw new ArgumentException($"Column '{schema[i].Name}' has {columns[i].Length} rows, the table {RowCount}.", nameof(columns));
            if (columns[i].Type != schema[i].Type)
                throw new ArgumentException($"Column '{schema[i].Name}' holds {columns[i].Type}, its field says {schema[i].Type}.", nameof(columns));
        }

        Schema = schema;
        Columns = columns;
    }

    /// <summary>Gets the fields.</summary>
    public Schema Schema { get; }

    /// <summary>Gets the columns, in the order of the fields.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>Gets the number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Gets the column of that name.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    public Column this[string name] => Columns[Schema.IndexOf(name)];

    /// <summary>A table of named columns with plain fields (nullable where the column has nulls).</summary>
    /// <param name="columns">Names and columns in order.</param>
    public static Table Of(params ReadOnlySpan<(string Name, Column Column)> columns)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(columns.Length);
        var values = ImmutableArray.CreateBuilder<Column>(columns.Length);
        foreach (var (name, column) in columns)
        {
            fields.Add(new(name, column.Type) { Nullable = column.Validity.HasNulls });
            values.Add(column);
        }

        return new(new(fields.MoveToImmutable()), values.MoveToImmutable());
    }

    /// <summary>A table of records: one column a public property, in order of declaration.</summary>
    /// <typeparam name="T">
    /// A record of bool, integers, float, double, decimal, string, byte[], DateOnly, DateTimeOffset, DateTime or nullable ones; of double[] (a vector), lists and
    /// dictionaries of all those (arrays, maps), or records of them (structs).
    /// </typeparam>
    /// <param name="rows">The records.</param>
    /// <exception cref="ArgumentException">A property has a type that no column holds.</exception>
    public static Table Of<T>(IReadOnlyList<T> rows) => RecordRows<T>.ToTable(rows);

    /// <summary>A table with one vector column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="rows">The vectors, all of one size.</param>
    public static Table OfVectors(string name, params double[][] rows)
    {
        var size = rows.Length == 0 ? 0 : rows[0].Length;
        return Of((name, VectorColumn.Dense(size, rows.SelectMany(row => row).ToArray(), Validity.All(rows.Length))));
    }

    /// <summary>An empty table of that schema.</summary>
    /// <param name="schema">The fields.</param>
    public static Table Empty(Schema schema) => new(schema, [.. schema.Fields.Select(field => ColumnBuilder.For(field.Type).Build())], 0);

    /// <summary>Joins tables of the same names and types end to end; fields are the first one's, nullable where any is.</summary>
    /// <param name="parts">At least one table.</param>
    public static Table Concat(IReadOnlyList<Table> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is no table to join.", nameof(parts));
        if (parts.Count == 1) return parts[0];

        var first = parts[0].Schema;
        if (parts.FirstOrDefault(part => part.Schema.Count != first.Count || !first.Names.All(part.Schema.Contains)) is { } other)
            throw new ArgumentException(
                $"Tables of different columns cannot be joined: {string.Join(", ", first.Names)}; and {string.Join(", ", other.Schema.Names)}.", nameof(parts));

        var fields = first.Fields.Select(field => field with { Nullable = parts.Any(part => part.Schema[field.Name].Nullable) });
        return new(new Schema([.. fields]), [.. first.Names.Select(name => Column.Concat([.. parts.Select(part => part[name])]))], checked(parts.Sum(part => part.RowCount)));
    }

    /// <summary>The vectors of a vector column, one array a row.</summary>
    /// <param name="name">The column's name.</param>
    public double[][] Vectors(string name) => [.. Enumerable.Range(0, RowCount).Select(row => (double[])this[name].Value(row)!)];

    /// <summary>A column as vectors: itself where it holds them, copied where it holds arrays of numbers, all of one size.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">The column holds neither, or arrays of different sizes.</exception>
    public VectorColumn AsVectors(string name)
    {
        try
        {
            return (VectorColumn)this[name].As(DataType.Vector);
        }
        catch (ArgumentException error) when (error is not ColumnNotFoundException)
        {
            throw new ArgumentException($"Column '{name}': {error.Message}", nameof(name), error);
        }
    }

    /// <summary>
    /// This table with each struct as a column for each of its fields, called <c>column.field</c>, at every depth; null where the struct is. A struct within
    /// arrays or maps stays. Shares memory.
    /// </summary>
    /// <exception cref="ArgumentException">Two columns would have one name.</exception>
    public Table Flatten()
    {
        if (!Columns.Any(column => column is StructColumn)) return this;

        var flat = Schema.Fields.Zip(Columns).SelectMany(pair => Flat(pair.First, pair.Second)).ToList();
        return new(new([.. flat.Select(pair => pair.Field)]), [.. flat.Select(pair => pair.Column)], RowCount);
    }

    /// <summary>The numbers of a numeric column as float64 (booleans 0 and 1); NaN where null. The column's own memory where it is float64 without nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">The column holds no numbers.</exception>
    public ReadOnlyMemory<double> Numbers(string name)
    {
        var column = this[name];
        if (!column.Type.IsNumeric) throw new ArgumentException($"Column '{name}' holds {column.Type}, not numbers. Index or parse it first.", nameof(name));
        if (column is Column<double> { Validity.HasNulls: false } numbers) return numbers.Values;

        var values = new double[RowCount];
        column.CopyTo(0, values);
        return values;
    }

    /// <summary>Reads the rows as records: columns by the names of the properties, compared without case and underscores.</summary>
    /// <typeparam name="T">A record; see <see cref="Of{T}"/> for the types of its properties.</typeparam>
    /// <exception cref="ArgumentException">A property has no column, or null has no place in it.</exception>
    public IEnumerable<T> Rows<T>() => RecordRows<T>.FromTable(this);

    /// <summary>This table with the column put in place of the one of its name, or else at the end.</summary>
    /// <param name="field">The column's field.</param>
    /// <param name="column">As many rows as the table has.</param>
    public Table With(Field field, Column column)
    {
        var schema = Schema.With(field);
        var at = schema.IndexOf(field.Name);
        return new(schema, at < Columns.Length ? Columns.SetItem(at, column) : Columns.Add(column), Columns.IsEmpty && RowCount == 0 ? column.Length : RowCount);
    }

    /// <summary>This table with a plain column of that name.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="column">As many rows as the table has.</param>
    public Table With(string name, Column column) => With(new Field(name, column.Type) { Nullable = column.Validity.HasNulls }, column);

    /// <summary>The named columns in that order.</summary>
    /// <param name="names">Names of columns.</param>
    /// <exception cref="ColumnNotFoundException">One of them is not there.</exception>
    public Table Select(params ReadOnlySpan<string> names)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(names.Length);
        foreach (var name in names) columns.Add(this[name]);
        return new(Schema.Select(names), columns.MoveToImmutable(), RowCount);
    }

    /// <summary>This table without the named columns; names that are not there are ignored.</summary>
    /// <param name="names">Names of columns.</param>
    public Table Without(params ReadOnlySpan<string> names) => Select([.. Schema.Without(names).Names]);

    /// <summary>This table with a column called otherwise.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="newName">Its new name.</param>
    public Table Rename(string name, string newName) =>
        new(new(Schema.Fields.SetItem(Schema.IndexOf(name), Schema[name] with { Name = newName })), Columns, RowCount);

    /// <summary>The rows from <paramref name="start"/> on, sharing memory.</summary>
    /// <param name="start">First row.</param>
    /// <param name="length">Number of rows.</param>
    public Table Slice(int start, int length) => new(Schema, [.. Columns.Select(column => column.Slice(start, length))], length);

    /// <summary>The chosen rows in the order given, copied.</summary>
    /// <param name="rows">Rows, each in 0..row count − 1.</param>
    public Table Take(ReadOnlySpan<int> rows)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(Columns.Length);
        foreach (var column in Columns) columns.Add(column.Take(rows));
        return new(Schema, columns.MoveToImmutable(), rows.Length);
    }

    /// <summary>The rows for which the predicate holds, in order.</summary>
    /// <param name="holds">Whether the row of that number stays.</param>
    public Table Where(Func<int, bool> holds) => Take(Enumerable.Range(0, RowCount).Where(holds).ToArray());

    static IEnumerable<(Field Field, Column Column)> Flat(Field field, Column column) => column is not StructColumn structs ? [(field, column)]
        : structs.Fields.Fields.Zip(structs.Columns).SelectMany(inner => Flat(
            inner.First with { Name = $"{field.Name}.{inner.First.Name}", Nullable = field.Nullable || inner.First.Nullable }, inner.Second));
}
