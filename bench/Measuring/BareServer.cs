using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panta.Measuring;

/// <summary>
/// A server that does what none can do without: it takes a request whole, keeps a page on disk where it has some, and sends as many bytes as an answer has.
/// How often one client is answered by it is what the machine leaves to any server that sleeps while it waits.
/// </summary>
sealed class BareServer : IDisposable
{
    readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    readonly byte[] _answer;
    readonly DiskPages? _pages;

    /// <summary>Starts it; it serves one connection at a time.</summary>
    /// <param name="answerBytes">How long the body of an answer is.</param>
    /// <param name="pages">What is kept on disk before an answer; null for nothing.</param>
    public BareServer(int answerBytes, DiskPages? pages)
    {
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answerBytes}\r\n\r\n");
        _answer = new byte[head.Length + answerBytes];
        head.CopyTo(_answer, 0);
        _pages = pages;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}"); // bound

    public void Dispose() => _listener.Dispose();

    void Serve()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var client = _listener.Accept();
                client.NoDelay = true;
                while (TryTake(client, buffer))
                {
                    _pages?.Overwrite();
                    for (var sent = 0; sent < _answer.Length;) sent += client.Send(_answer.AsSpan(sent));
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // disposed, while it waited or before
        }
    }

    // Whether a request came; else the client has left.
    static bool TryTake(Socket client, byte[] buffer)
    {
        var (read, end) = (0, -1);
        while (end < 0)
        {
            var more = client.Receive(buffer.AsSpan(read));
            if (more == 0) return false;

            read += more;
            end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }

        for (var rest = end + 4 + Length(buffer.AsSpan(0, end)) - read; rest > 0;)
        {
            var more = client.Receive(buffer);
            if (more == 0) return false;

            rest -= more;
        }

        return true;
    }

    static int Length(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var value = head[(head.IndexOf(name) + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return int.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
