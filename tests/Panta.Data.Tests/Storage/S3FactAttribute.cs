using Panta.Tests;

namespace Panta.Data.Tests.Storage;

/// <summary>A test on the S3 server of eng/s3: skipped, with the reason, where that is not installed. The shared folder it needs, if any, is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class S3FactAttribute : FactAttribute
{
    public S3FactAttribute(string shared = "")
    {
        Skip = S3Server.WhyNot;
        if (shared.Length > 0 && !Directory.Exists(Shared.Path(shared))) Skip ??= $"needs '{shared}' in the shared folder; set PANTA_SHARED";
    }
}

/// <summary>A theory on the S3 server of eng/s3: skipped, with the reason, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class S3TheoryAttribute : TheoryAttribute
{
    public S3TheoryAttribute() => Skip = S3Server.WhyNot;
}
