using System.Collections.Immutable;
using Npgsql.Schema;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>A column of a PostgreSQL table that a column of ours is written to.</summary>
/// <param name="Writer">Makes what writes a batch's column.</param>
sealed record WireTarget(Func<Column, FieldWriter> Writer)
{
    /// <summary>A column of a table that is made, in SQL.</summary>
    /// <exception cref="ArgumentException">PostgreSQL has no type for it, or not its name.</exception>
    public static string Definition(Field field) => $"{PostgresName.Quote(field.Name)} {TypeOf(field.Name, field.Type)}{(field.Nullable ? "" : " NOT NULL")}";

    /// <summary>How a field is written to a column.</summary>
    /// <param name="field">The field.</param>
    /// <param name="column">The column as the server describes it.</param>
    /// <param name="catalog">Types that are not built in.</param>
    /// <returns>Null where the column does not hold every value of the field's type.</returns>
    public static WireTarget? Of(Field field, NpgsqlDbColumn column, ImmutableDictionary<uint, CatalogType> catalog)
    {
        var digits = PostgresColumn.Digits(column);
        if (field.Type.Kind != TypeKind.Array) return OfFlat(field.Type, column.TypeOID, digits, catalog);
        if (catalog.GetValueOrDefault(column.TypeOID) is not { Element: > 0 and var element }) return null;
        if (OfFlat(field.Type.Element!, element, digits, catalog) is not { } target) return null;

        return new(source => new ArrayFieldWriter((ArrayColumn)source, element, target.Writer(((ArrayColumn)source).Elements)));
    }

    static WireTarget? OfFlat(DataType type, uint target, DataType? digits, ImmutableDictionary<uint, CatalogType> catalog) =>
        (type.Kind, target) switch
        {
            (TypeKind.Bool, 16) => Fixed<bool, bool, WireBool>(value => value),
            (TypeKind.Int8, 21) => Fixed<sbyte, short, WireInt2>(value => value),
            (TypeKind.Int8, 23) => Fixed<sbyte, int, WireInt4>(value => value),
            (TypeKind.Int8, 20) => Fixed<sbyte, long, WireInt8>(value => value),
            (TypeKind.Int16, 21) => Fixed<short, short, WireInt2>(value => value),
            (TypeKind.Int16, 23) => Fixed<short, int, WireInt4>(value => value),
            (TypeKind.Int16, 20) => Fixed<short, long, WireInt8>(value => value),
            (TypeKind.Int32, 23) => Fixed<int, int, WireInt4>(value => value),
            (TypeKind.Int32, 20) => Fixed<int, long, WireInt8>(value => value),
            (TypeKind.Int32, 701) => Fixed<int, double, WireFloat8>(value => value),
            (TypeKind.Int64, 20) => Fixed<long, long, WireInt8>(value => value),
            (TypeKind.Float32, 700) => Fixed<float, float, WireFloat4>(value => value),
            (TypeKind.Float32, 701) => Fixed<float, double, WireFloat8>(value => value),
            (TypeKind.Float64, 701) => Fixed<double, double, WireFloat8>(value => value),
            (TypeKind.Date, 1082) => Fixed<int, int, WireDate>(value => value),
            (TypeKind.Timestamp, 1184) or (TypeKind.TimestampNtz, 1114) => Fixed<long, long, WireTimestamp>(value => value),
            (TypeKind.Int8, 1700) => new(source => new NumericFieldWriter<sbyte>((Column<sbyte>)source, value => value)),
            (TypeKind.Int16, 1700) => new(source => new NumericFieldWriter<short>((Column<short>)source, value => value)),
            (TypeKind.Int32, 1700) => new(source => new NumericFieldWriter<int>((Column<int>)source, value => value)),
            (TypeKind.Int64, 1700) => new(source => new NumericFieldWriter<long>((Column<long>)source, value => value)),
            // The server would round to a smaller scale without a word; too many digits before the point it refuses itself.
            (TypeKind.Decimal, 1700) when (digits is null || digits.Scale >= type.Scale) =>
                new(source => new NumericFieldWriter<Int128>((Column<Int128>)source, value => value)),
            (TypeKind.Binary, 17) => new(source => new BinaryFieldWriter((BinaryColumn)source)),
            (TypeKind.Vector, 1022) => new(source => new VectorFieldWriter((VectorColumn)source)),
            (TypeKind.String, 2950) => Text(WireText.Uuid),
            (TypeKind.String, 3802) => Text(WireText.Jsonb),
            (TypeKind.String, 19 or 25 or 114 or 1042 or 1043) => Text(WireText.Utf8),
            (TypeKind.String, _) when catalog.GetValueOrDefault(target) is { IsText: true } => Text(WireText.Utf8),
            _ => null,
        };

    static string TypeOf(string name, DataType type) => type.Kind switch
    {
        TypeKind.Bool => "boolean",
        TypeKind.Int8 or TypeKind.Int16 => "smallint",
        TypeKind.Int32 => "integer",
        TypeKind.Int64 => "bigint",
        TypeKind.Float32 => "real",
        TypeKind.Float64 => "double precision",
        TypeKind.Decimal => $"numeric({type.Precision},{type.Scale})",
        TypeKind.String => "text",
        TypeKind.Binary => "bytea",
        TypeKind.Date => "date",
        TypeKind.Timestamp => "timestamp with time zone",
        TypeKind.TimestampNtz => "timestamp without time zone",
        TypeKind.Vector => "double precision[]",
        TypeKind.Array when type.Element!.Kind is not (TypeKind.Array or TypeKind.Vector) => TypeOf(name, type.Element) + "[]",
        _ => throw new ArgumentException($"Column '{name}' is {type}, for which no column of PostgreSQL is made. Leave it out, or make text of it."),
    };

    static WireTarget Fixed<TFrom, T, TWire>(Func<TFrom, T> widen)
        where TFrom : unmanaged
        where T : unmanaged
        where TWire : struct, IWireValue<T> => new(source => new FixedFieldWriter<TFrom, T, TWire>((Column<TFrom>)source, widen));

    static WireTarget Text(WireText form) => new(source => new TextFieldWriter((TextColumn)source, form));
}
