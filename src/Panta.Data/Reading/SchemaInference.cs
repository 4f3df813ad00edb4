using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>What the rows of a table tell about its columns.</summary>
public static class SchemaInference
{
    /// <summary>The table's schema with nullability as its rows have it, and the values of text columns that look nominal.</summary>
    /// <param name="table">The rows looked at.</param>
    /// <param name="maxNominal">How many distinct texts a nominal column may have; at least 1. Default 100.</param>
    /// <returns>
    /// Each field: not nullable where no row is null (and there are rows); a text column of at most <paramref name="maxNominal"/> distinct texts, each twice on average, is
    /// nominal, its values in ordinal order. Names, types, units, metadata and what was nominal before stay. Costs one pass over codes and validity.
    /// </returns>
    public static Schema Infer(Table table, int maxNominal = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNominal, 1);
        return new([.. table.Schema.Fields.Select((field, i) => field with
        {
            Nullable = table.RowCount == 0 || table.Columns[i].Validity.NullCount() > 0,
            Nominal = field.Nominal ?? NominalValues(table.Columns[i], maxNominal),
        })]);
    }

    static ImmutableArray<string>? NominalValues(Column column, int maxNominal)
    {
        if (column is not TextColumn texts) return null;

        var used = new HashSet<string>(StringComparer.Ordinal);
        var values = 0;
        var seen = new bool[texts.Dictionary.Length];
        var codes = texts.Codes.Span;
        for (var row = 0; row < codes.Length; row++)
        {
            if (texts.IsNull(row)) continue;

            values++;
            if (seen[codes[row]]) continue;

            seen[codes[row]] = true;
            if (used.Add(texts.Dictionary[codes[row]]) && used.Count > maxNominal) return null;
        }

        return used.Count > 0 && used.Count * 2 <= values ? [.. used.Order(StringComparer.Ordinal)] : null;
    }
}
