using System.ComponentModel.DataAnnotations;

namespace Panta.Learning.Pipelines;

/// <summary>The parameters of a stage: declared once, as properties of its record, with ranges as attributes.</summary>
public static class Parameters
{
    /// <summary>Checks every parameter against its attributes ([Range], [AllowedValues], [Required] …).</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentException">Some parameter is out of range; the message names all of them.</exception>
    public static void Check(IStage stage)
    {
        var problems = new List<ValidationResult>();
        if (Validator.TryValidateObject(stage, new(stage), problems, validateAllProperties: true)) return;

        throw new ArgumentException($"{stage.GetType().Name}: {string.Join(" ", problems.Select(problem => problem.ErrorMessage))}");
    }
}
