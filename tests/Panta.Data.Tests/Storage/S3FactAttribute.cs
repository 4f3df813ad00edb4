namespace Panta.Data.Tests.Storage;

/// <summary>A test on the S3 server of eng/s3: skipped, with the reason, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class S3FactAttribute : FactAttribute
{
    public S3FactAttribute() => Skip = S3Server.WhyNot;
}

/// <summary>A theory on the S3 server of eng/s3: skipped, with the reason, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class S3TheoryAttribute : TheoryAttribute
{
    public S3TheoryAttribute() => Skip = S3Server.WhyNot;
}
