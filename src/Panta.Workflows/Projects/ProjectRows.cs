using System.Security.Cryptography;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Workflows.Projects;

/// <summary>Rows to learn from: features and target, with the event time and key of each.</summary>
/// <param name="Rows">Feature columns and the target.</param>
/// <param name="Times">Event time of each row, µs.</param>
/// <param name="Keys">Key of each row.</param>
public sealed record ProjectRows(Table Rows, long[] Times, string[] Keys)
{
    /// <summary>Gets the number of rows.</summary>
    public int Count => Rows.RowCount;

    /// <summary>The rows of other after these, but those whose key is here already.</summary>
    /// <param name="other">Rows of the same columns.</param>
    public ProjectRows Then(ProjectRows other)
    {
        var known = Keys.ToHashSet(StringComparer.Ordinal);
        var added = Enumerable.Range(0, other.Count).Where(row => !known.Contains(other.Keys[row])).ToArray();
        if (added.Length == 0) return this;

        var rows = other.Rows.Take(added);
        return new(Table.Concat([Rows, Aligned(rows, Rows.Schema)]), [.. Times, .. added.Select(row => other.Times[row])], [.. Keys, .. added.Select(row => other.Keys[row])]);
    }

    /// <summary>The rows in the order of time, then key: the order in which they are learned from, whatever order they were stored in.</summary>
    public ProjectRows InOrder()
    {
        var order = Enumerable.Range(0, Count).OrderBy(row => Times[row]).ThenBy(row => Keys[row], StringComparer.Ordinal).ToArray();
        return new(Rows.Take(order), [.. order.Select(row => Times[row])], [.. order.Select(row => Keys[row])]);
    }

    /// <summary>The chosen rows.</summary>
    /// <param name="rows">Numbers of rows.</param>
    public ProjectRows Take(int[] rows) => new(Rows.Take(rows), [.. rows.Select(row => Times[row])], [.. rows.Select(row => Keys[row])]);

    /// <summary>A digest of every value, 32 hexadecimal digits: equal rows in equal order have equal digests.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, column) in Rows.Schema.Names.Zip(Rows.Columns))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{column.Type}\n"));
            for (var row = 0; row < column.Length; row++) hash.AppendData(Encoding.UTF8.GetBytes(column.Value(row) is { } value ? $"{value:R}\n" : "\0\n"));
        }

        for (var row = 0; row < Count; row++) hash.AppendData(Encoding.UTF8.GetBytes($"{Times[row]} {Keys[row]}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    // Logged features come back in the types of the request's signature; numbers are put into the source's own.
    static Table Aligned(Table rows, Schema schema)
    {
        var columns = new List<Column>();
        foreach (var field in schema.Fields)
        {
            var column = rows[field.Name];
            if (column.Type == field.Type)
            {
                columns.Add(column);
                continue;
            }

            if (!column.Type.IsNumeric || !field.Type.IsNumeric)
                throw new ArgumentException(
                    $"Column '{field.Name}' is {column.Type} in the log and {field.Type} in the source. Make the source's query give {column.Type}.");

            var numbers = new double[rows.RowCount];
            column.CopyTo(0, numbers);
            var builder = ColumnBuilder.For(field.Type);
            for (var row = 0; row < numbers.Length; row++) builder.Add(column.IsNull(row) ? null : field.Type.Kind == TypeKind.Bool ? numbers[row] != 0 : numbers[row]);
            columns.Add(builder.Build());
        }

        return new(schema, [.. columns], rows.RowCount);
    }
}
