using System.Security.Cryptography;
using Panta.Data.Tests.Storage;
using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

/// <summary>Artifacts larger than what the server may take of memory, and uploads that it does not live to see the end of; in a folder and on S3.</summary>
public sealed class LargeArtifactTests(S3Server s3) : IClassFixture<S3Server>
{
    const string Folder = "folder";
    const string S3 = "s3";
    const string Artifacts = "api/2.0/mlflow-artifacts/artifacts";
    const long Large = 300_000_000;
    const long Growth = 64_000_000; // parts of 8 MiB, their buffers, and what the collector has not come to yet

    [S3Theory]
    [InlineData(Folder)]
    [InlineData(S3)]
    public async Task A_file_of_300_megabytes_goes_up_and_down_in_constant_memory(string place)
    {
        await using var server = await StartAsync(place);
        using var client = ClientOf(server);
        await PutAsync(client, "0/warm.bin", new Generated(20_000_000));
        await HashAsync(client, "0/warm.bin");
        var before = server.PeakBytes;

        await PutAsync(client, "0/large.bin", new Generated(Large));
        var up = server.PeakBytes;
        var hash = await HashAsync(client, "0/large.bin");
        var down = server.PeakBytes;

        Console.WriteLine($"{place}: peak memory {before / 1_000_000} MB, after the upload {up / 1_000_000} MB, after the download {down / 1_000_000} MB");
        Assert.Equal(Convert.ToHexString(await SHA256.HashDataAsync(new Generated(Large))), hash);
        Assert.InRange(down - before, 0, Growth);
    }

    [S3Theory]
    [InlineData(Folder)]
    [InlineData(S3)]
    public async Task An_upload_during_which_the_server_is_killed_leaves_what_was_there(string place)
    {
        await using var server = await StartAsync(place);
        using var client = ClientOf(server);
        await PutAsync(client, "0/old.bin", new Generated(1000));
        var content = new Generated(Large) { PauseAt = 40_000_000 };
        var replacing = new Generated(Large) { PauseAt = 40_000_000 };
        Task[] uploads = [PutAsync(client, "0/half.bin", content), PutAsync(client, "0/old.bin", replacing)];
        await Task.WhenAll(content.Paused, replacing.Paused);

        await server.KillAsync();
        content.GoOn();
        replacing.GoOn();
        foreach (var upload in uploads) await Assert.ThrowsAnyAsync<Exception>(() => upload);
        await server.StartAgainAsync();

        Assert.Equal("""{"files":[{"path":"old.bin","is_dir":false,"file_size":1000}]}""", await client.GetStringAsync(Artifacts + "?path=0"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "artifacts"), ".partial-*"));
        await PutAsync(client, "0/half.bin", new Generated(1000));
        Assert.Equal(1000, (await client.GetByteArrayAsync(Artifacts + "/0/half.bin")).Length);
    }

    Task<PantaProcess> StartAsync(string place) => PantaProcess.StartAsync(place == Folder ? null : new Dictionary<string, string>
    {
        ["MLFLOW_ARTIFACTS_DESTINATION"] = s3.NewTable(),
        ["AWS_ENDPOINT_URL_S3"] = $"http://127.0.0.1:{s3.Port}",
    });

    static HttpClient ClientOf(PantaProcess server) => new() { BaseAddress = server.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };

    static async Task PutAsync(HttpClient client, string path, Stream content)
    {
        using var body = new StreamContent(content);
        using var answer = await client.PutAsync($"{Artifacts}/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    static async Task<string> HashAsync(HttpClient client, string path)
    {
        await using var content = await client.GetStreamAsync($"{Artifacts}/{path}");
        return Convert.ToHexString(await SHA256.HashDataAsync(content));
    }

    /// <summary>So many bytes, made while they are read: a block whose length divides no part's, so that parts in a wrong order are other bytes.</summary>
    sealed class Generated(long length) : Stream
    {
        static readonly byte[] Block = MakeBlock();

        readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _going = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long _position;

        /// <summary>After how many bytes it waits. Default never.</summary>
        public long PauseAt { get; init; } = long.MaxValue;

        public Task Paused => _paused.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public void GoOn() => _going.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_position >= PauseAt)
            {
                _paused.TrySetResult();
                await _going.Task.WaitAsync(cancellationToken);
            }

            var at = (int)(_position % Block.Length);
            var count = (int)Math.Min(Math.Min(Block.Length - at, buffer.Length), length - _position);
            Block.AsMemory(at, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        static byte[] MakeBlock()
        {
            var block = new byte[999_983]; // a prime
            new Random(1).NextBytes(block);
            return block;
        }
    }
}
