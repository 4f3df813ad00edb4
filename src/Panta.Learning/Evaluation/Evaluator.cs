using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Learning.Evaluation;

/// <summary>Measures predictions against labels: one number by which models are compared. spark.ml's <c>Evaluator</c>.</summary>
public abstract record Evaluator
{
    /// <summary>Gets whether a larger number is a better model.</summary>
    public abstract bool IsLargerBetter { get; }

    /// <summary>Computes the metric over all rows.</summary>
    /// <param name="data">Rows with the label column and the prediction columns.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A column is missing, or there is no row to measure.</exception>
    public abstract double Evaluate(DataFrame data, CancellationToken cancel = default);

    // All parameters are checked before a row is read, as by a stage's Fit.
    private protected void Check()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new(this), problems, validateAllProperties: true))
            throw new ArgumentException($"{GetType().Name}: {string.Join(" ", problems.Select(problem => problem.ErrorMessage))}");
    }
}
