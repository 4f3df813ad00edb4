using System.Diagnostics;
using System.Globalization;
using Panta.Data.Storage;

namespace Panta.Data.Tests.Storage;

/// <summary>
/// The S3 server <c>s3rver</c> with one bucket, <c>tables</c>, and the proxy before it that keeps conditions (see <see cref="S3Proxy"/>).
/// Tests share one, each below a prefix of its own.
/// </summary>
public sealed class S3Server : IDisposable
{
    public const string Bucket = "tables";

    static readonly string? Program = Find();
    readonly TemporaryFolder _folder = new();
    Process _process;
    int _prefixes;

    // The keys that s3rver knows. No other test reads them.
    static S3Server()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
        // Clients that wait and the proxy that answers them share this process: neither may take the other's last thread.
        ThreadPool.SetMinThreads(64, 64);
    }

    public S3Server()
    {
        Directory.CreateDirectory(_folder["objects"]);
        (_process, Port) = Program is null ? (new(), 0) : Start(0);
        Proxy = new(Port);
    }

    internal static string? WhyNot { get; } = Program is null ? "needs 'npm ci --ignore-scripts' in eng/s3; 'eng/setup test' does it" : null;

    internal S3Proxy Proxy { get; }

    internal int Port { get; }

    /// <summary>Options by which a test reaches the server through the proxy, with a cache of its own.</summary>
    internal S3Options Options => new() { Endpoint = Proxy.Address, CacheFolder = _folder["cache"], Retries = 3, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Where the server keeps an object's content.</summary>
    internal string PathOf(string key) => Path.Combine(_folder["objects"], Bucket, key + "._S3rver_object");

    internal string CacheFolder => _folder["cache"];

    /// <summary>An address that nobody else uses.</summary>
    internal string NewTable() => $"s3://{Bucket}/test {Interlocked.Increment(ref _prefixes)}/a=ü+1";

    internal void Stop()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    internal void StartAgain() => (_process, _) = Start(Port);

    public void Dispose()
    {
        Proxy.Dispose();
        if (Program is not null) Stop();
        _process.Dispose();
        _folder.Dispose();
    }

    (Process Process, int Port) Start(int port)
    {
        // Its tokens for the next page of a listing are made by a cipher that newer OpenSSL keeps among the legacy ones.
        string[] words = ["--openssl-legacy-provider", Program!, "-d", _folder["objects"], "-a", "127.0.0.1", "-p", $"{port}",
            "--no-vhost-buckets", "--silent", "--configure-bucket", Bucket];
        var process = System.Diagnostics.Process.Start(new ProcessStartInfo("node", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.LastIndexOf(':') is > 0 and var colon && line.Contains("listening", StringComparison.Ordinal))
                return (process, int.Parse(line[(colon + 1)..], CultureInfo.InvariantCulture));

        throw new InvalidOperationException("s3rver did not start.");
    }

    static string? Find()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "node")));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); node && folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "eng/s3/node_modules/s3rver/bin/s3rver.js") is var program && File.Exists(program)) return program;

        return null;
    }
}

[CollectionDefinition("S3")]
public sealed class S3Tests : ICollectionFixture<S3Server>;
