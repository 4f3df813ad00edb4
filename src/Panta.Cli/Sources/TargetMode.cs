namespace Panta.Cli.Sources;

/// <summary>What becomes of what is at the target already.</summary>
enum TargetMode
{
    /// <summary>There must be nothing.</summary>
    Create,

    /// <summary>Rows are added to it.</summary>
    Append,

    /// <summary>The rows take its place.</summary>
    Overwrite,
}
