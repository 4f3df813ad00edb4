using Npgsql.Schema;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>One column of a query: its type here, how the server is asked for it, and what reads its fields.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of the column read.</param>
/// <param name="Cast">What follows the column in SQL, so that the server gives it in a form that is known here; mostly empty.</param>
/// <param name="Reader">Makes what reads its fields.</param>
sealed record PostgresColumn(string Name, DataType Type, string Cast, Func<FieldReader> Reader)
{
    const int UndeclaredScale = 18;

    public static PostgresColumn Of(NpgsqlDbColumn column, PostgresDatabase database)
    {
        var (cast, reader) = Form(column, database);
        return new(column.ColumnName, reader().Type, cast, reader);
    }

    // The numbers are the server's own of its built-in types, fixed for ever (pg_type.dat).
    static (string Cast, Func<FieldReader> Reader) Form(NpgsqlDbColumn column, PostgresDatabase database) => column.TypeOID switch
    {
        16 => ("", () => new FixedFieldReader<bool, WireBool>(DataType.Bool)),
        17 => ("", () => new BinaryFieldReader()),
        20 => ("", () => new FixedFieldReader<long, WireInt8>(DataType.Int64)),
        21 => ("", () => new FixedFieldReader<short, WireInt2>(DataType.Int16)),
        23 => ("", () => new FixedFieldReader<int, WireInt4>(DataType.Int32)),
        700 => ("", () => new FixedFieldReader<float, WireFloat4>(DataType.Float32)),
        701 => ("", () => new FixedFieldReader<double, WireFloat8>(DataType.Float64)),
        1082 => ("", () => new FixedFieldReader<int, WireDate>(DataType.Date)),
        1114 => ("", () => new FixedFieldReader<long, WireTimestamp>(DataType.TimestampNtz)),
        1184 => ("", () => new FixedFieldReader<long, WireTimestamp>(DataType.Timestamp)),
        19 or 25 or 114 or 1042 or 1043 => ("", () => new TextFieldReader()), // name, text, json, character, character varying
        2950 => ("", () => new TextFieldReader(WireText.Uuid)),
        3802 => ("", () => new TextFieldReader(WireText.Jsonb)),
        1700 when database.Numerics == PostgresNumerics.Float64 => ("", () => new NumericFieldReader()),
        1700 when database.Numerics == PostgresNumerics.Decimal => ("", () => new DecimalFieldReader(DecimalOf(column))),
        _ => ("::text", () => new TextFieldReader()),
    };

    /// <summary>The decimal type of a numeric column.</summary>
    public static DataType DecimalOf(NpgsqlDbColumn column)
    {
        if (column.NumericPrecision is not { } precision) return DataType.Decimal(38, UndeclaredScale);

        // From PostgreSQL 15 on a scale may be negative, or larger than the precision; Npgsql shows the 11 bits of it as they are.
        var scale = column.NumericScale ?? 0;
        if (scale >= 1024) (precision, scale) = (precision + 2048 - scale, 0);
        precision = Math.Max(precision, scale);
        return precision <= 38 ? DataType.Decimal(precision, scale) : DataType.Decimal(38, Math.Min(scale, UndeclaredScale));
    }
}
