using System.Reflection;
using Xunit.Sdk;

namespace Panta.Tracking.Tests.Artifacts;

/// <summary>Runs a theory for each place in which artifacts may lie.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PlacesAttribute : DataAttribute
{
    public const string Folder = "folder";
    public const string S3 = "s3";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Folder], [S3]];
}
