using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Trees;

/// <summary>A column of numbers that a model adds; an empty name leaves it out.</summary>
static class RegressionColumns
{
    public static Schema AddTo(Schema schema, string name, bool nullable) =>
        name.Length == 0 ? schema : schema.With(new Field(name, DataType.Float64) { Nullable = nullable });

    public static Table AddTo(Table table, string name, double[] values, Validity validity, bool nullable) =>
        name.Length == 0 ? table : table.With(new Field(name, DataType.Float64) { Nullable = nullable }, new Column<double>(DataType.Float64, values, validity));
}
