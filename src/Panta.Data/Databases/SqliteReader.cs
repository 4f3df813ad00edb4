using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Databases;

/// <summary>Collects the values of one column of a SQLite statement into a column. What does not fit is an error, never changed.</summary>
abstract class SqliteReader(DataType type)
{
    const long MicrosecondsADay = 86_400_000_000;

    /// <summary>Gets the type of the column.</summary>
    public DataType Type { get; } = type;

    /// <summary>Gets the size of the value added last.</summary>
    public int LastBytes { get; protected set; } = sizeof(long);

    /// <summary>Adds a value, or null.</summary>
    /// <exception cref="FieldException">It has no place in the column.</exception>
    public abstract void Add(SqliteValue value);

    /// <summary>The column of all values added; the reader is empty afterwards.</summary>
    public abstract Column Take();

    /// <summary>The reader of a type.</summary>
    /// <exception cref="ArgumentException">A SQLite file has no such values.</exception>
    public static SqliteReader For(DataType type, SqliteTimes times) => type.Kind switch
    {
        TypeKind.Bool => new SqliteNumbers<bool>(type, Bool),
        TypeKind.Int8 => new SqliteNumbers<sbyte>(type, value => (sbyte)Integer(value, sbyte.MinValue, sbyte.MaxValue)),
        TypeKind.Int16 => new SqliteNumbers<short>(type, value => (short)Integer(value, short.MinValue, short.MaxValue)),
        TypeKind.Int32 => new SqliteNumbers<int>(type, value => (int)Integer(value, int.MinValue, int.MaxValue)),
        TypeKind.Int64 => new SqliteNumbers<long>(type, value => Integer(value, long.MinValue, long.MaxValue)),
        TypeKind.Float32 => new SqliteNumbers<float>(type, value => (float)Real(value)),
        TypeKind.Float64 => new SqliteNumbers<double>(type, Real),
        TypeKind.Decimal => new SqliteNumbers<Int128>(type, value => Decimal(value, type)),
        TypeKind.Date => new SqliteNumbers<int>(type, value => checked((int)Day(Time(value, times, false)))),
        TypeKind.Timestamp => new SqliteNumbers<long>(type, value => Time(value, times, true)),
        TypeKind.TimestampNtz => new SqliteNumbers<long>(type, value => Time(value, times, false)),
        TypeKind.String => new SqliteFields(new TextFieldReader(), value => !value.IsBlob, "texts"),
        TypeKind.Binary => new SqliteFields(new BinaryFieldReader(), value => value.IsBlob, "bytes"),
        _ => throw new ArgumentException($"A column of a SQLite file cannot be read as {type}. Allowed: flat types."),
    };

    protected static FieldException Unfit(SqliteValue value, string expected) => new($"{value} where {expected} are expected");

    static bool Bool(SqliteValue value) => value is { IsInteger: true, Integer: 0 or 1 } ? value.Integer == 1 : throw Unfit(value, "0 and 1");

    static long Integer(SqliteValue value, long least, long most) =>
        value.IsInteger && value.Integer >= least && value.Integer <= most ? value.Integer : throw Unfit(value, $"integers from {least} to {most}");

    // An integer beyond 2⁵³ may lie between two float64.
    static double Real(SqliteValue value) =>
        value.IsReal || (value.IsInteger && (Int128)(double)value.Integer == value.Integer) ? value.Real : throw Unfit(value, "numbers of float64");

    static long Time(SqliteValue value, SqliteTimes times, bool zones)
    {
        if (value.IsText && times == SqliteTimes.Text) return SqliteTime.OfText(value.Text, zones);
        if (value.IsInteger) return SqliteTime.OfNumber(value.Integer, times);
        return value.IsReal ? SqliteTime.OfNumber(value.Real, times) : throw Unfit(value, times == SqliteTimes.Text ? "times as text" : "times as numbers");
    }

    // A date is the day of its time, also before 1970.
    static long Day(long time) => time / MicrosecondsADay - (time % MicrosecondsADay < 0 ? 1 : 0);

    // A real is the number that its shortest text says: 0.1 is a tenth.
    static Int128 Decimal(SqliteValue value, DataType type)
    {
        if (value.IsBlob) throw Unfit(value, "numbers");

        var text = value.IsReal ? ((decimal)value.Real).ToString(CultureInfo.InvariantCulture) : value.Text;
        var (whole, fraction) = text.Split('.') is [var before, var after] ? (before, after.TrimEnd('0')) : (text, "");
        var digits = whole + fraction.PadRight(type.Scale, '0');
        if (fraction.Length <= type.Scale && Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled)
            && Int128.Abs(unscaled) < Int128.Parse("1" + new string('0', type.Precision), CultureInfo.InvariantCulture))
            return unscaled;

        throw Unfit(value, $"numbers of {type}");
    }
}

/// <summary>Values of fixed size.</summary>
sealed class SqliteNumbers<T>(DataType type, Func<SqliteValue, T> convert) : SqliteReader(type)
    where T : unmanaged
{
    readonly SegmentedBuffer<T> _values = new();
    readonly ValidityBuilder _validity = new();

    public override void Add(SqliteValue value)
    {
        var isNull = value.IsNull;
        _values.Add(1)[0] = isNull ? default : convert(value);
        _validity.Add(!isNull);
    }

    public override Column Take() => new Column<T>(Type, _values.Take(), _validity.Take());
}

/// <summary>Texts and bytes.</summary>
sealed class SqliteFields(FieldReader fields, Func<SqliteValue, bool> fits, string expected) : SqliteReader(fields.Type)
{
    public override void Add(SqliteValue value)
    {
        LastBytes = 0;
        if (value.IsNull)
        {
            fields.AddNull();
            return;
        }

        if (!fits(value)) throw Unfit(value, expected);
        var bytes = value.IsBlob ? value.Blob : value.Utf8;
        fields.Add(bytes);
        LastBytes = bytes.Length;
    }

    public override Column Take() => fields.Take();
}
