using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>
/// A table a group: the rows are sorted by key, on disk where memory does not suffice, and cut where the key changes. Only a group that reaches over the end
/// of a batch is copied.
/// </summary>
static class GroupSlices
{
    public static IEnumerable<GroupSlice> Of(DataFrame rows, ImmutableArray<Expression> keys, CancellationToken cancel)
    {
        var names = keys.Select((_, i) => Unused(rows.Schema, $"key{i}")).ToArray();
        var number = Unused(rows.Schema, "row");
        var schema = rows.Schema;
        var types = rows.Select([.. keys.Select((key, i) => key.As(names[i]))]).Schema;
        foreach (var name in names) RequireKey(name, types[name].Type);

        var keyed = rows.Select([
            .. schema.Names.Select(Functions.Col),
            .. keys.Select((key, i) => Sortable(key, types[i].Type).As(names[i])),
            Functions.RowNumber().Over(new Window()).As(number)]);
        return Cut(keyed.OrderBy([.. names, number]).Drop(number).Batches(cancel), schema, names);
    }

    // −0 and 0 are one group, which is called 0.
    static Expression Sortable(Expression key, DataType type) => type.Kind switch
    {
        TypeKind.Float32 => key + Functions.Lit(0f),
        TypeKind.Float64 => key + 0.0,
        _ => key,
    };

    static IEnumerable<GroupSlice> Cut(IEnumerable<Table> batches, Schema schema, string[] names)
    {
        var (parts, key) = (new List<Table>(), (Column[]?)null);
        foreach (var batch in batches)
        {
            var keys = names.Select(name => batch[name]).ToArray();
            var rows = new Table(schema, batch.Columns[..schema.Count], batch.RowCount);
            for (var (start, end) = (0, 0); start < rows.RowCount; start = end)
            {
                if (key is not null && !IsSame(key, 0, keys, start))
                {
                    yield return Slice(key, parts);
                    parts.Clear();
                }

                end = EndOf(keys, start);
                if (parts.Count == 0) key = [.. keys.Select(column => column.Slice(start, 1))];
                parts.Add(end - start == rows.RowCount ? rows : rows.Slice(start, end - start));
            }
        }

        if (key is not null) yield return Slice(key, parts);
    }

    static GroupSlice Slice(Column[] key, List<Table> parts) => new([.. key.Select(column => column.Value(0))], Table.Concat(parts));

    static int EndOf(Column[] keys, int start)
    {
        var end = start + 1;
        while (end < keys[0].Length && IsSame(keys, end - 1, keys, end)) end++;
        return end;
    }

    static bool IsSame(Column[] left, int i, Column[] right, int j)
    {
        for (var key = 0; key < left.Length; key++)
            if (!IsSame(left[key], i, right[key], j)) return false;
        return true;
    }

    // As sorted: NaN is NaN, and −0 is 0.
    static bool IsSame(Column left, int i, Column right, int j)
    {
        if (left.IsNull(i) || right.IsNull(j)) return left.IsNull(i) && right.IsNull(j);

        return (left, right) switch
        {
            (TextColumn a, TextColumn b) => ReferenceEquals(a.Dictionary[a.Codes.Span[i]], b.Dictionary[b.Codes.Span[j]]) || a[i] == b[j],
            (Column<long> a, Column<long> b) => a.Span[i] == b.Span[j],
            (Column<int> a, Column<int> b) => a.Span[i] == b.Span[j],
            (Column<Int128> a, Column<Int128> b) => a.Span[i] == b.Span[j],
            (BinaryColumn a, BinaryColumn b) => a[i].SequenceEqual(b[j]),
            _ => Equals(left.Value(i), right.Value(j)),
        };
    }

    static void RequireKey(string name, DataType type)
    {
        if (type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct or TypeKind.Vector)
            throw new ArgumentException(
                $"The group's {name} is of type {type}, whose values are no keys to cut rows by. Take flat values: fields of a struct, elements of an array.");
    }

    static string Unused(Schema schema, string name)
    {
        while (schema.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) name += "_";
        return name;
    }
}
