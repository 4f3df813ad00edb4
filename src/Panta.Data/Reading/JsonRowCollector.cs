using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Collects the objects of one file as rows; one that does not fit leaves no trace.</summary>
sealed class JsonRowCollector
{
    readonly JsonPlan _plan;
    readonly JsonColumn[] _columns;
    readonly Dictionary<string, object?> _partition;
    // The row in which each column last got a value.
    readonly int[] _filled;

    public JsonRowCollector(JsonPlan plan, string file)
    {
        _plan = plan;
        _columns = [.. plan.Fields.Fields.Select(field => JsonColumn.For(field.Type))];
        _filled = new int[_columns.Length];
        _partition = plan.Partitions.ValuesOf(file);
        Array.Fill(_filled, -1);
    }

    /// <summary>Gets the number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the object that the records stand at; else says why it is malformed.</summary>
    public string? TryAdd(JsonRecords records)
    {
        if (records.Problem is { } problem) return problem;

        try
        {
            Add(records);
            return null;
        }
        catch (Exception error) when (error is JsonValueException or InvalidOperationException or JsonException)
        {
            foreach (var column in _columns) column.CutTo(Count);
            for (var i = 0; i < _filled.Length; i++) _filled[i] = Math.Min(_filled[i], Count - 1);
            // Half a surrogate is all that makes sound JSON unreadable as text.
            return error is JsonValueException ? error.Message : "a text has half a surrogate (\\uD800 to \\uDFFF), which is no character";
        }
    }

    /// <summary>The rows; none are left.</summary>
    public Table Take()
    {
        var values = _columns.Select(column => column.Take()).ToList();
        var columns = _plan.Schema.Fields.Select(field => _partition.TryGetValue(field.Name, out var value)
            ? ColumnBuilder.Of(field.Type, Enumerable.Repeat(value, Count)) : values[_plan.Fields.IndexOf(field.Name)]).ToList();
        var table = new Table(_plan.Schema, [.. columns], Count);
        Count = 0;
        Array.Fill(_filled, -1);
        return table;
    }

    /// <summary>Leaves the rows out.</summary>
    public void Forget()
    {
        foreach (var column in _columns) column.CutTo(0);
        Array.Fill(_filled, -1);
        Count = 0;
    }

    void Add(JsonRecords records)
    {
        var reader = JsonPlan.Reader(records, _plan.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!_plan.Fields.Contains(name))
            {
                if (!_plan.Options.IgnoreUnknownFields)
                    throw new JsonValueException($"there is a field '{name}' that is no column; give its type, a larger SampleRows, or IgnoreUnknownFields");
                reader.Skip();
                continue;
            }

            AddField(ref reader, name, _plan.Fields.IndexOf(name));
        }

        for (var i = 0; i < _columns.Length; i++)
            if (_filled[i] != Count) _columns[i].AddNull();
        Count++;
    }

    void AddField(ref Utf8JsonReader reader, string name, int column)
    {
        if (_filled[column] == Count) throw new JsonValueException($"the field '{name}' is there twice");

        _filled[column] = Count;
        if (reader.TokenType == JsonTokenType.Null)
        {
            _columns[column].AddNull();
            return;
        }

        try
        {
            _columns[column].Add(ref reader);
        }
        catch (JsonValueException error)
        {
            throw new JsonValueException($"column '{name}': {error.Message}");
        }
    }
}
