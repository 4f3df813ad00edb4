namespace Panta.Workflows.Projects;

/// <summary>A paired test of two models on the same rows.</summary>
public enum PairedTest
{
    /// <summary>McNemar's exact test of where one is right and the other wrong.</summary>
    McNemar,

    /// <summary>The bootstrap of whole days of the difference of errors.</summary>
    Bootstrap,
}
