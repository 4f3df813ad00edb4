using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>Reads the columns that a learner learns from; what is missing, not finite or no class is an error that names the column and the row.</summary>
sealed class TrainingColumns
{
    const int MostClasses = 10_000;

    readonly string _stage;

    /// <summary>Columns of rows whose schema is checked.</summary>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public TrainingColumns(IStage stage, Table data)
    {
        (_stage, Rows) = (stage.GetType().Name, data);
        if (data.RowCount == 0) throw new ArgumentException($"{_stage}: there is no row to learn from.");
    }

    /// <summary>The rows.</summary>
    public Table Rows { get; }

    public ReadOnlyMemory<double> Labels(string column) => Numbers(column, "label", double.NegativeInfinity);

    /// <summary>One number ≥ 0 a row; empty where no column is named.</summary>
    public ReadOnlyMemory<double> Weights(string? column) => column is null ? default : Numbers(column, "weight", 0);

    public VectorColumn Vectors(string column)
    {
        var vectors = Rows.AsVectors(column);
        for (var row = 0; vectors.Validity.HasNulls && row < vectors.Length; row++)
            if (vectors.IsNull(row))
                throw new ArgumentException($"{_stage}: column '{column}' is null in row {row}. Drop such rows first.");
        return vectors;
    }

    /// <summary>How many classes there are: as many as the label column names, or else as the greatest label says.</summary>
    public static int CountClasses(IStage stage, ReadOnlySpan<double> labels, string column, int named)
    {
        var (classes, limit) = (named, named > 0 ? named : MostClasses);
        for (var row = 0; row < labels.Length; row++)
        {
            var label = labels[row];
            if (label != Math.Floor(label) || label < 0 || label >= limit)
                throw new ArgumentException(
                    $"{stage.GetType().Name}: the label '{column}' is {label} in row {row}. "
                        + $"A class is a whole number from 0 to {limit - 1}; a StringIndexer makes them from text.");
            classes = Math.Max(classes, (int)label + 1);
        }

        return classes;
    }

    ReadOnlyMemory<double> Numbers(string column, string role, double least)
    {
        var values = Rows.Numbers(column);
        var numbers = values.Span;
        for (var row = 0; row < numbers.Length; row++)
            if (!(double.IsFinite(numbers[row]) && numbers[row] >= least))
                throw new ArgumentException(
                    $"{_stage}: the {role} '{column}' is {(Rows[column].IsNull(row) ? "null" : numbers[row])} in row {row}. "
                        + $"A {role} is a finite number{(least == 0 ? " from 0 on" : "")}: drop or mend such rows first.");
        return values;
    }
}
