using System.Runtime.InteropServices;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Monitoring.Profiles;

/// <summary>Reads a column as what is compared: finite numbers, or categories by name.</summary>
static class Values
{
    /// <summary>The finite values in ascending order, copied.</summary>
    public static double[] Ascending(Column column)
    {
        var values = new double[column.Length];
        column.CopyTo(0, values);
        var kept = 0;
        foreach (var value in values)
            if (double.IsFinite(value)) values[kept++] = value;

        Array.Resize(ref values, kept);
        Array.Sort(values);
        return values;
    }

    /// <summary>How often each category comes, missing ones left out. Numbers are named by their shortest digits, so 3 and 3.0 are one category.</summary>
    public static Dictionary<string, long> Categories(Column column) => column switch
    {
        TextColumn text => OfText(text),
        _ when column.Type.IsNumeric => OfNumbers(column),
        _ => [],
    };

    static Dictionary<string, long> OfText(TextColumn column)
    {
        var counts = new long[column.Dictionary.Length];
        var codes = column.Codes.Span;
        for (var row = 0; row < codes.Length; row++)
            if (!column.IsNull(row)) counts[codes[row]]++;

        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var code = 0; code < counts.Length; code++)
            if (counts[code] > 0) CollectionsMarshal.GetValueRefOrAddDefault(named, column.Dictionary[code], out _) += counts[code];
        return named;
    }

    static Dictionary<string, long> OfNumbers(Column column)
    {
        var values = new double[column.Length];
        column.CopyTo(0, values);
        var counts = new Dictionary<double, long>();
        foreach (var value in values)
            if (double.IsFinite(value)) CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        return counts.ToDictionary(pair => Name(pair.Key, column.Type), pair => pair.Value, StringComparer.Ordinal);
    }

    static string Name(double value, DataType type) => type.Kind == TypeKind.Bool ? (value == 0 ? "false" : "true") : (value + 0.0).ToString("R");
}
