using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Databases;

/// <summary>The form in which the server is asked for values of a type, and what reads it.</summary>
/// <param name="Cast">What follows the column in SQL, so that the server gives it in a form that is known here; mostly empty.</param>
/// <param name="Reader">Makes what reads its fields.</param>
sealed record PostgresForm(string Cast, Func<FieldReader> Reader)
{
    const int UndeclaredScale = 18;
    const int Numeric = 1700;

    // A composite type may hold an array of one that holds an array …, but nobody needs that many.
    const int Deepest = 20;

    static readonly PostgresForm AsText = new("::text", () => new TextFieldReader());

    /// <summary>Whether the number is a flat type's whose form is known without the catalog.</summary>
    public static bool IsKnown(uint type) => type == Numeric || Known(type) is not null;

    /// <summary>The form of a type.</summary>
    /// <param name="type">The type's number.</param>
    /// <param name="digits">What is declared of a numeric: precision and scale.</param>
    /// <param name="numerics">How numeric is read.</param>
    /// <param name="catalog">Types that are not built in.</param>
    /// <param name="depth">How deep it lies in others. Default 0.</param>
    public static PostgresForm Of(uint type, DataType? digits, PostgresNumerics numerics, ImmutableDictionary<uint, CatalogType> catalog, int depth = 0)
    {
        if (type == Numeric) return OfNumeric(digits, numerics);
        if (Known(type) is { } reader) return new("", reader);

        return catalog.GetValueOrDefault(type) switch
        {
            { IsText: true } => new("", () => new TextFieldReader()),
            { Element: > 0 } array when depth < Deepest => Of(array.Element, digits, numerics, catalog, depth + 1).Repeated(),
            { Kind: 'd' } domain when depth < Deepest => Of(domain.Base, Digits(domain.Modifier) ?? digits, numerics, catalog, depth + 1),
            { Kind: 'c', Fields.IsEmpty: false } record when depth < Deepest => OfRecord(record, numerics, catalog, depth),
            _ => AsText,
        };
    }

    /// <summary>The decimal type for declared digits; null where none are declared.</summary>
    public static DataType? Digits(int modifier) => modifier < 4 ? null : Decimal((modifier - 4) >> 16 & 0xFFFF, modifier - 4 & 0x7FF);

    /// <summary>The decimal type for a numeric's precision and scale.</summary>
    /// <param name="precision">All digits.</param>
    /// <param name="scale">The 11 bits of the scale: from PostgreSQL 15 on it may be negative, or larger than the precision.</param>
    public static DataType Decimal(int precision, int scale)
    {
        if (scale >= 1024) (precision, scale) = (precision + 2048 - scale, 0);
        precision = Math.Max(precision, scale);
        return precision <= 38 ? DataType.Decimal(precision, scale) : DataType.Decimal(38, Math.Min(scale, UndeclaredScale));
    }

    // The numbers are the server's own of its built-in types, fixed for ever (pg_type.dat).
    static Func<FieldReader>? Known(uint type) => type switch
    {
        16 => () => new FixedFieldReader<bool, WireBool>(DataType.Bool),
        17 => () => new BinaryFieldReader(),
        20 => () => new FixedFieldReader<long, WireInt8>(DataType.Int64),
        21 => () => new FixedFieldReader<short, WireInt2>(DataType.Int16),
        23 => () => new FixedFieldReader<int, WireInt4>(DataType.Int32),
        700 => () => new FixedFieldReader<float, WireFloat4>(DataType.Float32),
        701 => () => new FixedFieldReader<double, WireFloat8>(DataType.Float64),
        1082 => () => new FixedFieldReader<int, WireDate>(DataType.Date),
        1114 => () => new FixedFieldReader<long, WireTimestamp>(DataType.TimestampNtz),
        1184 => () => new FixedFieldReader<long, WireTimestamp>(DataType.Timestamp),
        19 or 25 or 114 or 1042 or 1043 => () => new TextFieldReader(), // name, text, json, character, character varying
        2950 => () => new TextFieldReader(WireText.Uuid),
        3802 => () => new TextFieldReader(WireText.Jsonb),
        _ => null,
    };

    static PostgresForm OfNumeric(DataType? digits, PostgresNumerics numerics) => numerics switch
    {
        PostgresNumerics.Float64 => new("", () => new NumericFieldReader()),
        PostgresNumerics.Text => AsText,
        _ => new("", () => new DecimalFieldReader(digits ?? DataType.Decimal(38, UndeclaredScale))),
    };

    static PostgresForm OfRecord(CatalogType record, PostgresNumerics numerics, ImmutableDictionary<uint, CatalogType> catalog, int depth)
    {
        var fields = record.Fields.Select(field => Of(field.Type, Digits(field.Modifier), numerics, catalog, depth + 1)).ToImmutableArray();
        var names = record.Fields.Select(field => field.Name).ToImmutableArray();
        // A cast reaches no single field of a record.
        return fields.All(field => field.Cast.Length == 0) ? new("", () => new StructFieldReader(names, [.. fields.Select(field => field.Reader())])) : AsText;
    }

    // A cast of an array casts each element.
    PostgresForm Repeated() => new(Cast.Length == 0 ? "" : Cast + "[]", () => new ArrayFieldReader(Reader()));
}
