using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>Columns that a model adds; one whose name is empty is left out.</summary>
static class OutputColumns
{
    public static Schema WithOutput(this Schema input, Field field) => field.Name.Length == 0 ? input : input.With(field);

    public static Schema WithNumbers(this Schema input, string name, bool nullable) => input.WithOutput(new(name, DataType.Float64) { Nullable = nullable });

    /// <summary>A column of numbers, computed where it is not left out.</summary>
    public static IEnumerable<Column> Numbers(string name, Func<double[]> values, Validity rows) =>
        name.Length == 0 ? [] : [new Column<double>(DataType.Float64, values(), rows)];

    /// <summary>The rows with the columns that the output schema adds to theirs, in its order.</summary>
    public static Table With(this Table data, Schema output, params IEnumerable<Column> added) => new(output, [.. data.Columns, .. added], data.RowCount);
}
