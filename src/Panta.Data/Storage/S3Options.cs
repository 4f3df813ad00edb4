namespace Panta.Data.Storage;

/// <summary>
/// How tables at <c>s3://bucket/prefix</c> are reached. The keys of access are never part of it: they come from the environment (<c>AWS_ACCESS_KEY_ID</c>,
/// <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c>), a profile (<c>AWS_PROFILE</c>) or the machine's role, in the AWS SDK's own order.
/// </summary>
public sealed record S3Options
{
    /// <summary>Gets the address of a storage other than AWS, such as <c>http://localhost:9000</c>.
    /// Default: <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>, else AWS.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Gets the region. Default: <c>AWS_REGION</c>, the profile's, and <c>us-east-1</c> where there is an endpoint.</summary>
    public string? Region { get; init; }

    /// <summary>Gets whether the bucket is named in the path and not in the host. Default: where there is an endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Gets the folder below which this process keeps files that it reads. Default: <c>panta/s3</c> in the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Gets how many bytes of files are kept, at least 1 MiB. Files being read stay even where they are more. Default 4 GiB.</summary>
    public long CacheBytes { get; init; } = 4L << 30;

    /// <summary>Gets the length of one part of a file that is sent in parts (those of more than two), 5 MiB to 1 GiB. Default 16 MiB.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>Gets how often a request that met a passing error is tried again, 0 to 20, with growing pauses. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Gets how long an answer, or the next piece of one, is waited for. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets whether every request carries the SDK's checksum and every answer's is validated. Default false, only where S3 requires it: many storages other
    /// than AWS refuse such requests, or keep the checksum as a part of the file.
    /// </summary>
    public bool Checksums { get; init; }

    /// <summary>Gets whether requests are sent in signed chunks, which AWS and few others understand. Default false.</summary>
    public bool ChunkEncoding { get; init; }
}
