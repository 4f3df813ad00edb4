namespace Panta.Workflows.Projects;

/// <summary>When a challenger becomes the champion.</summary>
public sealed record Promote
{
    /// <summary>Gets by how much it must be better: relative for errors (0.03 = 3 %), absolute for accuracy. Default 0.</summary>
    public double Margin { get; init; }

    /// <summary>Gets the paired test on the same rows. Default: McNemar's for accuracy, the bootstrap of whole days for errors.</summary>
    public PairedTest? Test { get; init; }

    /// <summary>Gets the level of the test, in (0, 1). Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;
}
