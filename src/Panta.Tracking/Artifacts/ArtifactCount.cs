namespace Panta.Tracking.Artifacts;

/// <summary>How many files, and how long they are together.</summary>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct ArtifactCount(long Files, long Bytes)
{
    /// <summary>Both together.</summary>
    public static ArtifactCount operator +(ArtifactCount left, ArtifactCount right) => new(left.Files + right.Files, left.Bytes + right.Bytes);

    internal static ArtifactCount Of(IEnumerable<(string Path, long Bytes)> files) =>
        files.Aggregate(default(ArtifactCount), (sum, file) => sum + new ArtifactCount(1, file.Bytes));

    /// <inheritdoc cref="op_Addition"/>
    public static ArtifactCount Add(ArtifactCount left, ArtifactCount right) => left + right;
}
