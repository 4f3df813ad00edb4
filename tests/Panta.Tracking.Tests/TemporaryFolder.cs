namespace Panta.Tracking.Tests;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("panta-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
