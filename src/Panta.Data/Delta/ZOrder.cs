using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// The order of rows along Morton's curve: the bits of each column's rank, interleaved, so that rows near each other in the order are near in every column
/// (Morton 1966; Delta's OPTIMIZE ZORDER BY).
/// </summary>
sealed class ZOrder
{
    const int RankBits = 16;
    const int AllBits = 62;

    readonly ImmutableArray<string> _columns;

    /// <summary>A curve over columns of a table.</summary>
    /// <exception cref="ColumnNotFoundException">A column is not there.</exception>
    /// <exception cref="DeltaException">A column has no order, or all rows of a partition have it alike.</exception>
    public ZOrder(DeltaSnapshot table, ImmutableArray<string> columns)
    {
        foreach (var column in columns)
        {
            if (table.Fields.Fields.FirstOrDefault(field => SchemaJson.NameOf(field) == column) is not { } field) throw new ColumnNotFoundException(column, [.. table.Fields.Fields.Select(SchemaJson.NameOf)]);
            if (table.PartitionColumns.Contains(field.Name)) throw new DeltaException(table.Path, $"it is partitioned by '{column}': within a partition there is nothing to order by it.");
            if (field.Type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct or TypeKind.Vector or TypeKind.Binary)
                throw new DeltaException(table.Path, $"column '{column}' is {field.Type}, for which files have no statistics: an order by it helps nobody.");
        }

        _columns = [.. columns.Distinct(StringComparer.Ordinal).Select(column => table.Fields.Fields.First(field => SchemaJson.NameOf(field) == column).Name)];
    }

    /// <summary>The rows of a query in the order.</summary>
    public string Ordered(string query)
    {
        // As many bits of each rank as there is room for; equal values have equal ranks, nulls are first.
        var bits = Math.Min(RankBits, AllBits / _columns.Length);
        var ranks = _columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture,
            $"((rank() OVER (ORDER BY {DuckDb.Quote(column)} NULLS FIRST) - 1) << {bits}) // count(*) OVER () AS \"panta z{i}\""));
        var curve = string.Join(" | ", Enumerable.Range(0, bits * _columns.Length).Select(bit => string.Create(CultureInfo.InvariantCulture,
            $"(((\"panta z{bit % _columns.Length}\" >> {bit / _columns.Length}) & 1) << {bit})")));
        var names = string.Join(", ", Enumerable.Range(0, _columns.Length).Select(i => $"\"panta z{i}\""));
        return $"SELECT * EXCLUDE ({names}) FROM (SELECT *, {string.Join(", ", ranks)} FROM ({query}) AS t) AS ranked ORDER BY {curve}, {string.Join(", ", _columns.Select(column => $"{DuckDb.Quote(column)} NULLS FIRST"))}";
    }
}
