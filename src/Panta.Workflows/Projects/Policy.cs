namespace Panta.Workflows.Projects;

/// <summary>What follows from an alert or a schedule: retraining, and when its model is promoted.</summary>
public sealed record Policy
{
    /// <summary>Gets when and on which rows a model is trained again. Default null: never by itself.</summary>
    public Retrain? Retrain { get; init; }

    /// <summary>Gets when the challenger becomes the champion.</summary>
    public Promote Promote { get; init; } = new();
}
