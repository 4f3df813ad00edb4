using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>Brings rows of one log into one shape: the same columns, texts without what no row uses.</summary>
static class TableShape
{
    /// <summary>The rows with exactly the columns of a schema: missing ones are null, others are dropped.</summary>
    public static Table Conform(Table rows, Schema schema)
    {
        if (ReferenceEquals(rows.Schema, schema)) return rows;

        var columns = schema.Fields.Select(field => rows.Schema.Contains(field.Name) ? rows[field.Name] : Nulls(field.Type, rows.RowCount));
        return new(schema, [.. columns], rows.RowCount);
    }

    /// <summary>Rows one after the other, in the columns of a schema.</summary>
    public static Table Concat(IEnumerable<Table> parts, Schema schema)
    {
        var whole = parts.Where(part => part.RowCount > 0).Select(part => Conform(part, schema)).ToList();
        if (whole.Count == 0) return Table.Empty(schema);
        return whole.Count == 1 ? whole[0] : new(schema, [.. Enumerable.Range(0, schema.Count).Select(i => Column.Concat([.. whole.Select(part => part.Columns[i])]))]);
    }

    /// <summary>The chosen rows. A text column's dictionary shrinks to them where they are few, so that joining pieces does not join whole dictionaries.</summary>
    public static Table Take(Table rows, ReadOnlySpan<int> chosen)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(rows.Columns.Length);
        foreach (var column in rows.Columns) columns.Add(Take(column, chosen));
        return new(rows.Schema, columns.MoveToImmutable(), chosen.Length);
    }

    /// <summary>The chosen rows of a column; see <see cref="Take(Table, ReadOnlySpan{int})"/>.</summary>
    public static Column Take(Column column, ReadOnlySpan<int> chosen)
    {
        if (column is not TextColumn texts || texts.Dictionary.Length <= chosen.Length) return column.Take(chosen);

        var values = new string?[chosen.Length];
        for (var i = 0; i < chosen.Length; i++) values[i] = texts[chosen[i]];
        return TextColumn.Of(values);
    }

    /// <summary>A column in which every row is null.</summary>
    public static Column Nulls(DataType type, int rows)
    {
        var validity = new Validity(new ulong[(rows + 63) / 64], rows);
        return type.Kind switch
        {
            TypeKind.Bool => new Column<bool>(type, new bool[rows], validity),
            TypeKind.Int8 => new Column<sbyte>(type, new sbyte[rows], validity),
            TypeKind.Int16 => new Column<short>(type, new short[rows], validity),
            TypeKind.Int32 or TypeKind.Date => new Column<int>(type, new int[rows], validity),
            TypeKind.Int64 or TypeKind.Timestamp or TypeKind.TimestampNtz => new Column<long>(type, new long[rows], validity),
            TypeKind.Float32 => new Column<float>(type, new float[rows], validity),
            TypeKind.Float64 => new Column<double>(type, new double[rows], validity),
            TypeKind.Decimal => new Column<Int128>(type, new Int128[rows], validity),
            TypeKind.String => new TextColumn(new int[rows], [], validity),
            _ => Others(type, rows),
        };
    }

    /// <summary>The column as another type that holds all its values.</summary>
    /// <exception cref="ArgumentException">The other type does not.</exception>
    public static Column Widen(string name, Column column, DataType type)
    {
        if (column.Type == type) return column;

        var isExact = type == DataType.Float64 && column is Column<long> { Type.Kind: TypeKind.Int64 } numbers && IsExact(numbers);
        if (!isExact && !Delta.SqlTypes.Holds(type, column.Type))
            throw new ArgumentException($"Column '{name}' is {type} in the log and {column.Type} in the rows. A column's type does not change: cast the rows.");

        var values = ColumnBuilder.For(type);
        for (var row = 0; row < column.Length; row++) values.Add(column.Value(row));
        return values.Build();
    }

    static bool IsExact(Column<long> numbers)
    {
        for (var row = 0; row < numbers.Length; row++)
            if (!numbers.IsNull(row) && Math.Abs((decimal)numbers.Span[row]) > 1L << 53) return false;

        return true;
    }

    static Column Others(DataType type, int rows)
    {
        var builder = ColumnBuilder.For(type);
        for (var row = 0; row < rows; row++) builder.Add(null);
        return builder.Build();
    }
}
