using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>A batch of rows and the part of each.</summary>
readonly record struct PartedRows(Table Rows, int[] PartOf)
{
    /// <summary>The rows of one part, in their order.</summary>
    public Table Of(int part)
    {
        var rows = new List<int>(Rows.RowCount);
        for (var row = 0; row < PartOf.Length; row++)
            if (PartOf[row] == part) rows.Add(row);
        return rows.Count == Rows.RowCount ? Rows : Rows.Take(rows.ToArray());
    }

    /// <summary>The rows of each part, in their order.</summary>
    public ImmutableArray<Table> All(int parts)
    {
        var rows = new List<int>[parts];
        for (var part = 0; part < parts; part++) rows[part] = [];
        for (var row = 0; row < PartOf.Length; row++) rows[PartOf[row]].Add(row);
        var table = Rows;
        return [.. rows.Select(chosen => chosen.Count == table.RowCount ? table : table.Take(chosen.ToArray()))];
    }
}
