using System.Text;
using System.Text.Json;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>
/// Finds out a type from JSON values: boolean, long, decimal(38,0) for longer integers, double, date and timestamps in ISO 8601, string, arrays and structs of
/// those. Values that no type but text holds are text: a number or an object as its JSON. An object of more than a thousand names is a map.
/// </summary>
sealed class JsonGuess
{
    const int MostFields = 1_000;

    readonly bool _timestampsAreUtc;
    readonly List<string> _names = [];
    readonly Dictionary<string, JsonGuess> _fields = new(StringComparer.Ordinal);
    Kinds _kinds;
    JsonGuess? _element;
    long _texts;
    long _dates;
    long _zoned;
    long _local;

    public JsonGuess(bool timestampsAreUtc) => _timestampsAreUtc = timestampsAreUtc;

    [Flags]
    enum Kinds
    {
        None = 0,
        Bool = 1,
        Long = 2,
        BigInteger = 4,
        Double = 8,
        Text = 16,
        Array = 32,
        Object = 64,
    }

    /// <summary>Gets how many values were no null.</summary>
    public long Values { get; private set; }

    /// <summary>Gets how many values were null.</summary>
    public long Nulls { get; private set; }

    /// <summary>Gets the value that ruled out a narrower type, that type, and the line; null where none did.</summary>
    public (string Type, string Text, string File, long Line)? RuledOut { get; private set; }

    /// <summary>Gets the names of the fields in the order in which they came up.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The field of a name.</summary>
    public JsonGuess this[string name] => _fields[name];

    /// <summary>Gets the type found.</summary>
    public DataType Type => _kinds switch
    {
        Kinds.None => DataType.String,
        Kinds.Bool => DataType.Bool,
        Kinds.Long => DataType.Int64,
        Kinds.BigInteger or (Kinds.Long | Kinds.BigInteger) => DataType.Decimal(38, 0),
        Kinds.Text => TextType(),
        Kinds.Array => DataType.Array(_element?.Type ?? DataType.String),
        Kinds.Object when _names.Count > MostFields => DataType.Map(DataType.String, Merged().Type),
        Kinds.Object when _names.Count > 0 => DataType.Struct(new([.. _names.Select(name => new Field(name, _fields[name].Type))])),
        _ when (_kinds & ~(Kinds.Long | Kinds.BigInteger | Kinds.Double)) == 0 => DataType.Float64,
        _ => DataType.String,
    };

    DataType? FlatType => (_kinds & (Kinds.Array | Kinds.Object)) is Kinds.None || (_kinds & (Kinds.Array | Kinds.Object)) != _kinds ? Type : null;

    /// <summary>Looks at the value that a reader stands on, to its end.</summary>
    public void Add(ref Utf8JsonReader reader, string file, long line)
    {
        var before = Values == 0 ? null : FlatType;
        var text = before is null || RuledOut is not null ? "" : Shown(ref reader);
        if (reader.TokenType == JsonTokenType.Null) Nulls++;
        else Values++;
        AddKind(ref reader, file, line);
        if (before is not null && RuledOut is null && FlatType != before) RuledOut = (before.ToString(), text, file, line);
    }

    void AddKind(ref Utf8JsonReader reader, string file, long line)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False: _kinds |= Kinds.Bool; break;
            case JsonTokenType.Number: _kinds |= KindOf(reader.ValueSpan); break;
            case JsonTokenType.String: AddText(ref reader); break;
            case JsonTokenType.StartArray: AddElements(ref reader, file, line); break;
            case JsonTokenType.StartObject: AddFields(ref reader, file, line); break;
        }
    }

    /// <summary>Looks at the fields of the object that a reader stands on, to its end.</summary>
    public void AddFields(ref Utf8JsonReader reader, string file, long line)
    {
        _kinds |= Kinds.Object;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            if (!_fields.TryGetValue(name, out var field))
            {
                _fields[name] = field = new(_timestampsAreUtc);
                _names.Add(name);
            }

            reader.Read();
            field.Add(ref reader, file, line);
        }
    }

    void AddElements(ref Utf8JsonReader reader, string file, long line)
    {
        _kinds |= Kinds.Array;
        _element ??= new(_timestampsAreUtc);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) _element.Add(ref reader, file, line);
    }

    void AddText(ref Utf8JsonReader reader)
    {
        _kinds |= Kinds.Text;
        _texts++;
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > 40) return;
        if (CsvValues.IsDate(reader.ValueSpan)) _dates++;
        else if (CsvValues.IsTime(reader.ValueSpan, out var zoned)) (_zoned, _local) = zoned ? (_zoned + 1, _local) : (_zoned, _local + 1);
    }

    DataType TextType()
    {
        if (_dates == _texts) return DataType.Date;
        if (_zoned == _texts) return DataType.Timestamp;
        return _local == _texts ? _timestampsAreUtc ? DataType.Timestamp : DataType.TimestampNtz : DataType.String;
    }

    // The values of all fields as those of one.
    JsonGuess Merged()
    {
        var merged = new JsonGuess(_timestampsAreUtc);
        foreach (var field in _fields.Values) merged.Merge(field);
        return merged;
    }

    void Merge(JsonGuess other)
    {
        _kinds |= other._kinds;
        Values += other.Values;
        (_texts, _dates, _zoned, _local) = (_texts + other._texts, _dates + other._dates, _zoned + other._zoned, _local + other._local);
        if (other._element is { } element) (_element ??= new(_timestampsAreUtc)).Merge(element);
        foreach (var name in other._names)
        {
            if (!_fields.TryGetValue(name, out var field))
            {
                _fields[name] = field = new(_timestampsAreUtc);
                _names.Add(name);
            }

            field.Merge(other._fields[name]);
        }
    }

    static Kinds KindOf(ReadOnlySpan<byte> number)
    {
        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0) return Kinds.Double;
        if (CsvValues.IsInteger(number, null, long.MinValue, long.MaxValue)) return Kinds.Long;
        return CsvValues.IsDecimal(number, '.', null, 38, 0) ? Kinds.BigInteger : Kinds.Double;
    }

    static string Shown(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject) return "{…}";
        return reader.TokenType is JsonTokenType.StartArray ? "[…]" : Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(100, reader.ValueSpan.Length)]);
    }
}
