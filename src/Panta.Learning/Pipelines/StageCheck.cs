using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Panta.Data.Schemas;

namespace Panta.Learning.Pipelines;

/// <summary>Collects what is wrong with a stage's parameters and with the columns it is given, so that all of it is reported together.</summary>
sealed class StageCheck
{
    readonly List<string> _problems = [];
    readonly HashSet<string> _outputs = [];
    readonly IStage _stage;

    public StageCheck(IStage stage, Schema input)
    {
        (_stage, Input) = (stage, input);
        var invalid = new List<ValidationResult>();
        Validator.TryValidateObject(stage, new(stage), invalid, validateAllProperties: true);
        _problems.AddRange(invalid.Select(problem => problem.ErrorMessage!));
    }

    /// <summary>The columns that the stage is given.</summary>
    public Schema Input { get; }

    public void That(bool holds, string otherwise)
    {
        if (!holds) _problems.Add(otherwise);
    }

    /// <summary>A column of numbers (not dates, not text).</summary>
    public void Numeric(string parameter, string? column) => Column(parameter, column, field => field.Type.IsNumeric, "numbers");

    /// <summary>A column of vectors.</summary>
    public void Vector(string parameter, string? column) =>
        Column(parameter, column, field => field.Type.HoldsVectors, "vectors; a VectorAssembler makes them from columns");

    /// <summary>The columns of numbers that a learner learns from beside its features.</summary>
    public void LabelAndWeight(string labelCol, string? weightCol)
    {
        Numeric("LabelCol", labelCol);
        if (weightCol is not null) Numeric("WeightCol", weightCol);
    }

    /// <summary>A column for which the condition holds.</summary>
    public void Column(string parameter, string? column, Func<Field, bool> suits, string wanted)
    {
        if (string.IsNullOrEmpty(column)) _problems.Add($"{parameter} names no column.");
        else if (Input.Find(column) is not { } field)
            _problems.Add(new ColumnNotFoundException(column, [.. Input.Names]).Message.Replace("Column", parameter, StringComparison.Ordinal));
        else if (!suits(field)) _problems.Add($"{parameter} '{column}' is {field.Type}, but must hold {wanted}.");
    }

    /// <summary>The name of a column to add.</summary>
    public void Output(string parameter, string? column)
    {
        if (string.IsNullOrEmpty(column)) _problems.Add($"{parameter} names no column.");
        else if (Input.Contains(column)) _problems.Add($"{parameter} '{column}' is already a column. Choose another name or drop that column first.");
        else if (!_outputs.Add(column)) _problems.Add($"{parameter} '{column}' is already the name of another output. Choose another.");
    }

    /// <summary>The name of a column to add, or empty: then it is left out.</summary>
    public void OptionalOutput(string parameter, string column)
    {
        if (column.Length > 0) Output(parameter, column);
    }

    /// <summary>One column in and one out, or as many out as in.</summary>
    public ImmutableArray<(string Input, string Output)> Pairs(string? inputCol, string? outputCol, ImmutableArray<string> inputCols,
        ImmutableArray<string> outputCols)
    {
        That((inputCol is null) != inputCols.IsDefaultOrEmpty, "Set either InputCol with OutputCol, or InputCols with OutputCols.");
        var pairs = ColumnPairs.Of(inputCol, outputCol, inputCols, outputCols);
        That(inputCol is not null || pairs.Length == inputCols.Length && pairs.Length == outputCols.Length,
            $"InputCols has {inputCols.Length} names, OutputCols {outputCols.Length}: give as many.");
        foreach (var pair in pairs) Output("OutputCol", pair.Output);
        return pairs;
    }

    /// <summary>Ends the check: everything that is wrong, at once.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message names all of it.</exception>
    public void Throw()
    {
        if (_problems.Count > 0) throw new ArgumentException($"{_stage.GetType().Name}: {string.Join(" ", _problems)}");
    }
}
