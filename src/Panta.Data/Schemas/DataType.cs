using System.Collections.Immutable;

namespace Panta.Data.Schemas;

/// <summary>
/// The type of a column: a kind, with precision and scale (decimal), element (array), key and element (map) or fields (struct) where the kind takes them.
/// Two types are equal when all of that is.
/// </summary>
public sealed record DataType
{
    DataType(TypeKind kind) => Kind = kind;

    /// <summary>True or false.</summary>
    public static DataType Bool { get; } = new(TypeKind.Bool);

    /// <summary>Signed integer of 8 bits.</summary>
    public static DataType Int8 { get; } = new(TypeKind.Int8);

    /// <summary>Signed integer of 16 bits.</summary>
    public static DataType Int16 { get; } = new(TypeKind.Int16);

    /// <summary>Signed integer of 32 bits.</summary>
    public static DataType Int32 { get; } = new(TypeKind.Int32);

    /// <summary>Signed integer of 64 bits.</summary>
    public static DataType Int64 { get; } = new(TypeKind.Int64);

    /// <summary>IEEE 754 number of 32 bits.</summary>
    public static DataType Float32 { get; } = new(TypeKind.Float32);

    /// <summary>IEEE 754 number of 64 bits.</summary>
    public static DataType Float64 { get; } = new(TypeKind.Float64);

    /// <summary>Text.</summary>
    public static DataType String { get; } = new(TypeKind.String);

    /// <summary>Bytes.</summary>
    public static DataType Binary { get; } = new(TypeKind.Binary);

    /// <summary>Days since 1970-01-01.</summary>
    public static DataType Date { get; } = new(TypeKind.Date);

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public static DataType Timestamp { get; } = new(TypeKind.Timestamp);

    /// <summary>Microseconds since 1970-01-01T00:00:00, of no zone.</summary>
    public static DataType TimestampNtz { get; } = new(TypeKind.TimestampNtz);

    /// <summary>A vector of float64 slots.</summary>
    public static DataType Vector { get; } = new(TypeKind.Vector);

    /// <summary>Gets the kind.</summary>
    public TypeKind Kind { get; }

    /// <summary>Gets the number of digits of a decimal, in 1..38; 0 for every other kind.</summary>
    public int Precision { get; private init; }

    /// <summary>Gets the digits after the point of a decimal, in 0..precision; 0 for every other kind.</summary>
    public int Scale { get; private init; }

    /// <summary>Gets the type of an array's elements or of a map's values; null for every other kind.</summary>
    public DataType? Element { get; private init; }

    /// <summary>Gets the type of a map's keys; null for every other kind.</summary>
    public DataType? Key { get; private init; }

    /// <summary>Gets the fields of a struct; null for every other kind.</summary>
    public Schema? Fields { get; private init; }

    /// <summary>Gets whether values are numbers that a model can compute with: integers, floats, decimals and booleans (as 0 and 1).</summary>
    public bool IsNumeric => Kind is TypeKind.Bool or TypeKind.Decimal or (>= TypeKind.Int8 and <= TypeKind.Float64);

    /// <summary>Gets whether values are vectors, or arrays of numbers, which are read as vectors (<see cref="Tables.Table.AsVectors"/>).</summary>
    public bool HoldsVectors => Kind == TypeKind.Vector || (Kind == TypeKind.Array && Element!.IsNumeric);

    /// <summary>Gets whether values are whole numbers.</summary>
    public bool IsInteger => Kind is >= TypeKind.Int8 and <= TypeKind.Int64;

    /// <summary>A decimal type.</summary>
    /// <param name="precision">All digits, 1..38.</param>
    /// <param name="scale">Digits after the point, 0..precision.</param>
    /// <exception cref="ArgumentOutOfRangeException">Precision or scale is out of its range.</exception>
    public static DataType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 38);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new(TypeKind.Decimal) { Precision = precision, Scale = scale };
    }

    /// <summary>A list of <paramref name="element"/>.</summary>
    /// <param name="element">The type of each element.</param>
    public static DataType Array(DataType element) => new(TypeKind.Array) { Element = element };

    /// <summary>A map from <paramref name="key"/> to <paramref name="element"/>.</summary>
    /// <param name="key">The type of the keys.</param>
    /// <param name="element">The type of the values.</param>
    public static DataType Map(DataType key, DataType element) => new(TypeKind.Map) { Key = key, Element = element };

    /// <summary>A struct of named fields.</summary>
    /// <param name="fields">Its fields.</param>
    public static DataType Struct(Schema fields) => new(TypeKind.Struct) { Fields = fields };

    /// <summary>The type's name as Delta and Spark write it: <c>long</c>, <c>decimal(10,2)</c>, <c>timestamp</c> …</summary>
    public override string ToString() => Kind switch
    {
        TypeKind.Bool => "boolean",
        TypeKind.Int8 => "byte",
        TypeKind.Int16 => "short",
        TypeKind.Int32 => "integer",
        TypeKind.Int64 => "long",
        TypeKind.Float32 => "float",
        TypeKind.Float64 => "double",
        TypeKind.Decimal => $"decimal({Precision},{Scale})",
        TypeKind.TimestampNtz => "timestamp_ntz",
        TypeKind.Array => $"array<{Element}>",
        TypeKind.Map => $"map<{Key},{Element}>",
        TypeKind.Struct => $"struct<{string.Join(",", Fields!.Fields.Select(f => $"{f.Name}:{f.Type}"))}>",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Reads a flat type's name as <see cref="ToString"/> writes it.</summary>
    /// <param name="name">The name, for example <c>double</c> or <c>decimal(10,2)</c>.</param>
    /// <exception cref="FormatException">No flat type is called that.</exception>
    public static DataType Parse(string name)
    {
        foreach (var type in (ReadOnlySpan<DataType>)[Bool, Int8, Int16, Int32, Int64, Float32, Float64, String, Binary, Date, Timestamp, TimestampNtz, Vector])
            if (type.ToString() == name)
                return type;

        if (name.StartsWith("decimal(", StringComparison.Ordinal) && name.EndsWith(')')
            && name[8..^1].Split(',') is [var p, var s] && int.TryParse(p, out var precision) && int.TryParse(s, out var scale)
            && precision is >= 1 and <= 38 && scale >= 0 && scale <= precision)
            return Decimal(precision, scale);

        throw new FormatException(
            $"'{name}' is no type. Allowed: boolean, byte, short, integer, long, float, double, decimal(p,s), string, binary, date, timestamp, timestamp_ntz, vector.");
    }
}
