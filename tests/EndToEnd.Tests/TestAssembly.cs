namespace Panta.Tracking.Tests;

/// <summary>The assembly of these tests, where xunit looks for what the attributes of <see cref="StoreFactAttribute"/> name.</summary>
static class TestAssembly
{
    public const string Name = "EndToEnd.Tests";
}
