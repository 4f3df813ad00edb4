using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>A value of JSON does not fit its column.</summary>
sealed class JsonValueException(string message) : Exception(message);

/// <summary>Collects the values of one column, which can be taken back to a number of rows where one turns out malformed.</summary>
abstract class JsonColumn(DataType type)
{
    protected DataType Type { get; } = type;

    /// <summary>The collector of a type.</summary>
    public static JsonColumn For(DataType type) => type.Kind switch
    {
        TypeKind.Int64 => new JsonNumbers<long>(type, JsonValues.Long),
        TypeKind.Float64 => new JsonNumbers<double>(type, JsonValues.Double),
        TypeKind.Bool => new JsonNumbers<bool>(type, JsonValues.Bool),
        _ => new JsonObjects(type),
    };

    /// <summary>Adds the value that a reader stands on, to its end; null is not among them.</summary>
    public abstract void Add(ref Utf8JsonReader reader);

    public abstract void AddNull();

    /// <summary>Forgets the values beyond a number of rows.</summary>
    public abstract void CutTo(int rows);

    /// <summary>The column of what was added; empty afterwards.</summary>
    public abstract Column Take();
}

/// <summary>Numbers as they are stored.</summary>
sealed class JsonNumbers<T>(DataType type, JsonNumbers<T>.Reading read) : JsonColumn(type)
    where T : unmanaged
{
    readonly List<T> _values = [];
    readonly List<bool> _valid = [];

    public delegate T Reading(ref Utf8JsonReader reader);

    public override void Add(ref Utf8JsonReader reader)
    {
        _values.Add(read(ref reader));
        _valid.Add(true);
    }

    public override void AddNull()
    {
        _values.Add(default);
        _valid.Add(false);
    }

    public override void CutTo(int rows)
    {
        if (_values.Count <= rows) return;
        _values.RemoveRange(rows, _values.Count - rows);
        _valid.RemoveRange(rows, _valid.Count - rows);
    }

    public override Column Take()
    {
        bool[] valid = [.. _valid];
        var column = new Column<T>(Type, _values.ToArray(), Validity.Of(valid.Length, row => valid[row]));
        _values.Clear();
        _valid.Clear();
        return column;
    }
}

/// <summary>Values of any other type.</summary>
sealed class JsonObjects(DataType type) : JsonColumn(type)
{
    readonly List<object?> _values = [];

    public override void Add(ref Utf8JsonReader reader) => _values.Add(JsonValues.Value(ref reader, Type));

    public override void AddNull() => _values.Add(null);

    public override void CutTo(int rows)
    {
        if (_values.Count > rows) _values.RemoveRange(rows, _values.Count - rows);
    }

    public override Column Take()
    {
        var column = ColumnBuilder.Of(Type, _values);
        _values.Clear();
        return column;
    }
}
