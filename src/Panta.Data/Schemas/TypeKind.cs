namespace Panta.Data.Schemas;

/// <summary>The kinds of value a column can hold; <see cref="DataType"/> adds the parameters some of them take.</summary>
public enum TypeKind
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Signed integer of 8 bits.</summary>
    Int8,

    /// <summary>Signed integer of 16 bits.</summary>
    Int16,

    /// <summary>Signed integer of 32 bits.</summary>
    Int32,

    /// <summary>Signed integer of 64 bits.</summary>
    Int64,

    /// <summary>IEEE 754 number of 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754 number of 64 bits.</summary>
    Float64,

    /// <summary>Exact decimal number with a precision of at most 38 digits and a scale; stored unscaled in 128 bits.</summary>
    Decimal,

    /// <summary>UTF-8 text, stored by dictionary.</summary>
    String,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>Days since 1970-01-01.</summary>
    Date,

    /// <summary>An instant: microseconds since 1970-01-01T00:00:00Z.</summary>
    Timestamp,

    /// <summary>A date and time of no zone: microseconds since 1970-01-01T00:00:00.</summary>
    TimestampNtz,

    /// <summary>A list of values of one type.</summary>
    Array,

    /// <summary>Keys of one type with values of another.</summary>
    Map,

    /// <summary>Named fields, each with a type of its own.</summary>
    Struct,

    /// <summary>A vector of float64 slots, dense or sparse.</summary>
    Vector,
}
