using System.Collections;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>Columns of nested values out of objects, as <see cref="Column.Value"/> gives them.</summary>
static class NestedValues
{
    /// <summary>Lists of one element type: any sequence but text.</summary>
    public static ArrayColumn Arrays(DataType type, IReadOnlyList<object?> rows)
    {
        var (offsets, elements) = (new int[rows.Count + 1], ColumnBuilder.For(type.Element!));
        for (var row = 0; row < rows.Count; row++)
        {
            offsets[row + 1] = offsets[row];
            if (rows[row] is not { } value) continue;

            foreach (var element in value is IEnumerable list and not (string or IDictionary) ? list : throw Unfit(value, type))
            {
                elements.Add(element);
                offsets[row + 1]++;
            }
        }

        return new(offsets, elements.Build(), NotNull(rows));
    }

    /// <summary>Maps: pairs of keys and values, or a dictionary.</summary>
    public static MapColumn Maps(DataType type, IReadOnlyList<object?> rows)
    {
        var (offsets, keys, values) = (new int[rows.Count + 1], ColumnBuilder.For(type.Key!), ColumnBuilder.For(type.Element!));
        for (var row = 0; row < rows.Count; row++)
        {
            offsets[row + 1] = offsets[row];
            if (rows[row] is not { } value) continue;

            foreach (var (key, element) in PairsOf(value) ?? throw Unfit(value, type))
            {
                keys.Add(key ?? throw new ArgumentException($"A key of a {type} is null."));
                values.Add(element);
                offsets[row + 1]++;
            }
        }

        return new(offsets, keys.Build(), values.Build(), NotNull(rows));
    }

    /// <summary>Structs: pairs of names and values, or a dictionary. A field without a value is null.</summary>
    public static StructColumn Structs(DataType type, IReadOnlyList<object?> rows)
    {
        var fields = type.Fields!;
        var values = new object?[fields.Count][];
        for (var i = 0; i < values.Length; i++) values[i] = new object?[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row] is not { } value) continue;

            foreach (var (name, element) in PairsOf(value) ?? throw Unfit(value, type))
                values[name is string text && fields.Contains(text) ? fields.IndexOf(text) : throw new ArgumentException($"'{name}' is no field of {type}.")][row] = element;
        }

        return new(fields, [.. values.Select((column, i) => ColumnBuilder.Of(fields[i].Type, column))], NotNull(rows));
    }

    static IEnumerable<(object? Key, object? Value)>? PairsOf(object value) => value switch
    {
        IDictionary pairs => PairsOf(pairs),
        IEnumerable<KeyValuePair<object, object?>> pairs => pairs.Select(pair => ((object?)pair.Key, pair.Value)),
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs.Select(pair => ((object?)pair.Key, pair.Value)),
        _ => null,
    };

    static IEnumerable<(object? Key, object? Value)> PairsOf(IDictionary pairs)
    {
        foreach (DictionaryEntry pair in pairs) yield return (pair.Key, pair.Value);
    }

    static Validity NotNull(IReadOnlyList<object?> rows) => Validity.Of(rows.Count, row => rows[row] is not null);

    static ArgumentException Unfit(object value, DataType type) => new($"{value} ({value.GetType().Name}) is no {type}.");
}
