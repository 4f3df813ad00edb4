using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panta.Tests;

/// <summary>
/// A real Apache Spark with Delta Lake, of the shared folder, that runs SQL for a test: started when first asked, ended with the tests. It is spoken to by Spark
/// Connect over HTTP/2, in the few messages that SQL needs; rows come back through files of JSON.
/// </summary>
public sealed class SparkServer : IAsyncLifetime, IDisposable
{
    public const string Needed = "spark/start-connect";

    readonly string _work = Directory.CreateTempSubdirectory("panta-spark-").FullName;
    readonly string _session = Guid.NewGuid().ToString();
    HttpClient? _client;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_client is not null) await RunAsync(Shared.Path("spark/stop-connect"), "--clean", _work);
    }

    public void Dispose() => _client?.Dispose();

    /// <summary>Runs a statement for its effect.</summary>
    public async Task ExecuteAsync(string sql) => await SendAsync(await ClientAsync(), sql);

    /// <summary>The rows of a query, one JSON object each with nulls named, in the order in which Spark wrote them.</summary>
    public async Task<string[]> RowsAsync(string query)
    {
        var folder = Path.Combine(_work, "tmp", Guid.NewGuid().ToString("N"));
        await ExecuteAsync($"INSERT OVERWRITE DIRECTORY '{folder}' USING text SELECT to_json(struct(*), map('ignoreNullFields', 'false')) AS value FROM ({query})");
        return [.. Directory.EnumerateFiles(folder, "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)];
    }

    async Task<HttpClient> ClientAsync()
    {
        if (_client is not null) return _client;

        return _client = new() { BaseAddress = new($"http://127.0.0.1:{await StartAsync()}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    // Spark must be told a port. One that is free may be taken by the time it listens, since programs that ask for any get them from the same range.
    async Task<int> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                await RunAsync(Shared.Path(Needed), $"{port}", _work);
                return port;
            }
            catch (InvalidOperationException error) when (attempt < 3 && error.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase))
            {
                // another one, then
            }
        }
    }

    // ExecutePlanRequest {session_id 1, user_context 2 {user_id 1}, plan 3 {command 2 {sql_command 5 {input 6 {sql 10 {query 1}}}}}}
    async Task SendAsync(HttpClient client, string sql)
    {
        var command = Part(2, Part(5, Part(6, Part(10, Part(1, Encoding.UTF8.GetBytes(sql))))));
        byte[] request = [.. Part(1, Encoding.UTF8.GetBytes(_session)), .. Part(2, Part(1, "panta"u8.ToArray())), .. Part(3, command)];
        var frame = new byte[5 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), request.Length);
        request.CopyTo(frame, 5);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/spark.connect.SparkConnectService/ExecutePlan")
        {
            Content = new Frame(frame),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.TE.Add(new("trailers"));

        using var response = await client.SendAsync(message);
        await response.Content.ReadAsByteArrayAsync();
        var outcome = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        var status = outcome.GetValues("grpc-status").Single();
        if (status != "0") throw new InvalidOperationException($"Spark refused '{sql}': {Uri.UnescapeDataString(outcome.GetValues("grpc-message").FirstOrDefault() ?? status)}");
    }

    static byte[] Part(int field, byte[] content)
    {
        var head = new List<byte>();
        foreach (var number in new[] { field << 3 | 2, content.Length })
        {
            var rest = number;
            for (; rest > 127; rest >>= 7) head.Add((byte)(rest | 128));
            head.Add((byte)rest);
        }

        return [.. head, .. content];
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server stays behind as a daemon and keeps its outputs open, so they go to a file and not to a pipe.
    static async Task RunAsync(string program, params string[] args)
    {
        var log = Path.GetTempFileName();
        using var process = Process.Start("bash", ["-c", "\"$0\" \"$@\" >\"$LOG\" 2>&1 </dev/null".Replace("$LOG", log, StringComparison.Ordinal), program, .. args]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        File.Delete(log);
    }

    // The server resets a request that says its length, as no client of gRPC does.
    sealed class Frame : HttpContent
    {
        readonly byte[] _bytes;

        public Frame(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>The tests that share one Spark.</summary>
[CollectionDefinition(Name)]
public sealed class SparkTests : ICollectionFixture<SparkServer>
{
    public const string Name = "Spark";
}
