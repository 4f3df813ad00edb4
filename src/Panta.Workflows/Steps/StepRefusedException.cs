namespace Panta.Workflows.Steps;

/// <summary>A step's verdict that the run must not go on, as when the data break their expectations. It is not tried again.</summary>
/// <param name="reason">Why, with the figures.</param>
public sealed class StepRefusedException(string reason) : Exception(reason);
