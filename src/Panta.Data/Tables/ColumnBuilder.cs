using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>Collects values one at a time into a column. For rows that come as objects; columns that come whole are made by their constructors.</summary>
public sealed class ColumnBuilder
{
    readonly List<object?> _values = [];
    readonly DataType _type;

    ColumnBuilder(DataType type) => _type = type;

    /// <summary>A builder of a column of that type, flat or nested.</summary>
    /// <param name="type">The type of the values.</param>
    public static ColumnBuilder For(DataType type) => new(type);

    /// <summary>Adds a value, or null. Values of another .NET type are converted where nothing is lost but digits of a float32.</summary>
    /// <param name="value">The value as <see cref="Column.Value"/> gives it.</param>
    public ColumnBuilder Add(object? value)
    {
        _values.Add(value);
        return this;
    }

    /// <summary>The column of what was added.</summary>
    /// <exception cref="ArgumentException">A value does not fit the type.</exception>
    public Column Build() => _type.Kind switch
    {
        TypeKind.Bool => Of(value => (bool)value),
        TypeKind.Int8 => Of(value => (sbyte)Lossless.To(value, typeof(sbyte))),
        TypeKind.Int16 => Of(value => (short)Lossless.To(value, typeof(short))),
        TypeKind.Int32 => Of(value => (int)Lossless.To(value, typeof(int))),
        TypeKind.Int64 => Of(value => (long)Lossless.To(value, typeof(long))),
        TypeKind.Float32 => Of(value => (float)Lossless.To(value, typeof(float))),
        TypeKind.Float64 => Of(value => (double)Lossless.To(value, typeof(double))),
        TypeKind.Decimal => Of(Unscaled),
        TypeKind.Date => Of(value => ((DateOnly)value).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        TypeKind.Timestamp => Of(Microseconds),
        TypeKind.TimestampNtz => Of(value => (((DateTime)value).Ticks - DateTime.UnixEpoch.Ticks) / 10),
        TypeKind.String => TextColumn.Of([.. _values.Select(Checked<string>)]),
        TypeKind.Binary => BinaryColumn.Of([.. _values.Select(Checked<byte[]>)]),
        TypeKind.Vector => Vectors(),
        TypeKind.Array => NestedValues.Arrays(_type, _values),
        TypeKind.Map => NestedValues.Maps(_type, _values),
        TypeKind.Struct => NestedValues.Structs(_type, _values),
        _ => throw new ArgumentException($"No column holds {_type}."),
    };

    internal static Column Of(DataType type, IEnumerable<object?> values)
    {
        var builder = new ColumnBuilder(type);
        builder._values.AddRange(values);
        return builder.Build();
    }

    static long Microseconds(object value) => value switch
    {
        DateTimeOffset instant => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10,
        DateTime { Kind: DateTimeKind.Utc } instant => (instant.Ticks - DateTime.UnixEpoch.Ticks) / 10,
        _ => throw new ArgumentException($"{value} ({value.GetType().Name}) is no instant: give a DateTimeOffset, or a DateTime in UTC."),
    };

    Int128 Unscaled(object value)
    {
        var scaled = Convert.ToDecimal(value);
        for (var i = 0; i < _type.Scale; i++) scaled *= 10;
        return scaled == decimal.Truncate(scaled) ? (Int128)scaled
            : throw new ArgumentException($"{value} has more than {_type.Scale} digits after the point, the scale of {_type}.");
    }

    Column<T> Of<T>(Func<object, T> convert)
        where T : unmanaged
    {
        var values = new T[_values.Count];
        for (var i = 0; i < values.Length; i++)
            if (_values[i] is { } value) values[i] = Converted(value, convert);
        return new(_type, values, Validity.Of(values.Length, row => _values[row] is not null));
    }

    T? Checked<T>(object? value)
        where T : class => value is null or T ? (T?)value : throw new ArgumentException($"{value} ({value.GetType().Name}) is no {_type}.");

    T Converted<T>(object value, Func<object, T> convert)
    {
        try
        {
            return convert(value);
        }
        catch (Exception error) when (error is InvalidCastException or OverflowException or FormatException)
        {
            throw new ArgumentException($"{value} ({value.GetType().Name}) is no {_type}.", error);
        }
    }

    VectorColumn Vectors()
    {
        var size = _values.Select(Checked<double[]>).FirstOrDefault(vector => vector is not null)?.Length ?? 0;
        var values = new double[_values.Count * size];
        for (var i = 0; i < _values.Count; i++)
        {
            if (Checked<double[]>(_values[i]) is not { } vector) continue;
            if (vector.Length != size) throw new ArgumentException($"A vector of {vector.Length} slots follows one of {size}: a column has vectors of one size.");

            vector.CopyTo(values, i * size);
        }

        return VectorColumn.Dense(size, values, Validity.Of(_values.Count, row => _values[row] is not null));
    }
}
