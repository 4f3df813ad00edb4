using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.S3;

namespace Panta.Data.Storage;

/// <summary>One connection to a storage for all tables of this process that have the same options, with the cache of what they read.</summary>
sealed class S3Client
{
    static readonly ConcurrentDictionary<S3Options, Lazy<S3Client>> Clients = new();

    readonly Lock _gate = new();
    readonly HashSet<string> _proven = new(StringComparer.Ordinal);
    readonly AmazonS3Client _client;

    S3Client(S3Options options)
    {
        Check(options);
        Options = options;
        Endpoint = options.Endpoint ?? Setting("AWS_ENDPOINT_URL_S3") ?? Setting("AWS_ENDPOINT_URL");
        Cache = new(options.CacheFolder ?? DefaultCacheFolder(), options.CacheBytes);
        _client = Connect();
    }

    public S3Options Options { get; }

    /// <summary>The storage's address, or null for AWS.</summary>
    public string? Endpoint { get; }

    public FileCache Cache { get; }

    public static S3Client Of(S3Options options) => Clients.GetOrAdd(options, key => new(() => new(key), LazyThreadSafetyMode.ExecutionAndPublication)).Value;

    /// <summary>Asks the storage and waits; what goes wrong is a <see cref="StorageException"/> that names the path.</summary>
    public T Ask<T>(string path, Func<AmazonS3Client, Task<T>> request, bool uncertain = false)
    {
        try
        {
            return request(_client).GetAwaiter().GetResult();
        }
        catch (Exception error) when (S3Errors.Knows(error))
        {
            throw S3Errors.Of(path, Endpoint, error, uncertain);
        }
    }

    /// <summary>Asks the storage; what goes wrong is a <see cref="StorageException"/> that names the path, but for the caller's own giving up.</summary>
    public async Task<T> AskAsync<T>(string path, Func<AmazonS3Client, Task<T>> request, CancellationToken cancel)
    {
        try
        {
            return await request(_client).ConfigureAwait(false);
        }
        catch (Exception error) when (S3Errors.Knows(error) && !cancel.IsCancellationRequested)
        {
            throw S3Errors.Of(path, Endpoint, error);
        }
    }

    /// <summary>Runs once for each bucket that proved what it must be able to do; an exception proves nothing.</summary>
    public void Prove(string bucket, Action proof)
    {
        lock (_gate)
        {
            if (_proven.Contains(bucket)) return;

            proof();
            _proven.Add(bucket);
        }
    }

    /// <summary>Waits before the next try: 50 ms, twice as long each time, at most 5 s.</summary>
    public static Task PauseAsync(int attempt, CancellationToken cancel = default) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << Math.Min(attempt, 10), 5000)), cancel);

    static void Check(S3Options options)
    {
        Require(options.CacheBytes >= 1 << 20, $"{nameof(options.CacheBytes)} is {options.CacheBytes:N0}; at least 1 MiB is needed.");
        Require(options.PartBytes is >= 5 << 20 and <= 1 << 30, $"{nameof(options.PartBytes)} is {options.PartBytes:N0}; S3 takes parts of 5 MiB to 1 GiB.");
        Require(options.Retries is >= 0 and <= 20, $"{nameof(options.Retries)} is {options.Retries}; 0 to 20 are allowed.");
        Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromHours(1),
            $"{nameof(options.Timeout)} is {options.Timeout}; up to an hour is allowed.");
    }

    static void Require(bool holds, string message)
    {
        if (!holds) throw new ArgumentException(message);
    }

    static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    static string DefaultCacheFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches = Setting("XDG_CACHE_HOME")
            ?? (home.Length > 0 ? Path.Combine(home, ".cache") : Path.Combine(Path.GetTempPath(), $"cache-{Environment.UserName}"));
        return Path.Combine(caches, "panta", "s3");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as the process.")]
    AmazonS3Client Connect()
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = Options.PathStyle ?? Endpoint is not null,
            RequestChecksumCalculation = Options.Checksums ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = Options.Checksums ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Options.Retries,
            Timeout = Options.Timeout,
        };
        if (Endpoint is not null)
        {
            if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new ArgumentException($"The endpoint '{Endpoint}' is not an address such as https://storage.example.");
            config.ServiceURL = Endpoint;
            config.AuthenticationRegion = Options.Region ?? Setting("AWS_REGION") ?? Setting("AWS_DEFAULT_REGION") ?? "us-east-1";
        }
        else if (Options.Region is { } region)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return new(config);
        }
        catch (AmazonClientException error)
        {
            throw new ArgumentException($"S3 cannot be reached: {error.Message.TrimEnd('.')}. Set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a storage other than AWS.", error);
        }
    }
}
