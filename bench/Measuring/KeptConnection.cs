using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Panta.Measuring;

/// <summary>
/// An HTTP/1.1 connection that is kept between requests and does as little as can be, so that what is measured is the server: with two processors the client
/// takes its time from the server's. One thread.
/// </summary>
/// <param name="url">Where requests go.</param>
/// <param name="patience">How long an answer may take.</param>
sealed class KeptConnection(Uri url, TimeSpan patience) : IDisposable
{
    readonly byte[] _buffer = new byte[64 * 1024];
    byte[] _request = [];
    int _head;
    Socket? _socket;
    int _read;
    int _start;

    /// <summary>Posts JSON and reads the answer whole.</summary>
    /// <returns>Whether it came in time and was a success; if not, the connection is made anew.</returns>
    public bool TryPost(byte[] body)
    {
        try
        {
            _socket ??= Connect();
            Send(body);
            return ReadAnswer() is >= 200 and < 300;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
        _read = _start = 0;
    }

    Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, SendTimeout = (int)patience.TotalMilliseconds, ReceiveTimeout = (int)patience.TotalMilliseconds,
        };
        socket.Connect(url.Host, url.Port);
        return socket;
    }

    // In one piece, as a client that writes heads and bodies apart would wait for an acknowledgement. The head is that of the last request where the body is as long.
    void Send(byte[] body)
    {
        if (_head == 0 || _request.Length != _head + body.Length)
        {
            var head = Encoding.ASCII.GetBytes(
                $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
            (_request, _head) = ([.. head, .. body], head.Length);
        }
        else body.CopyTo(_request, _head);

        for (var sent = 0; sent < _request.Length;) sent += _socket!.Send(_request.AsSpan(sent)); // made by TryPost
    }

    int ReadAnswer()
    {
        var status = int.Parse(ReadLine().Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var (length, chunked, closes) = (0L, false, false);
        for (var line = ReadLine(); line.Length > 0; line = ReadLine())
        {
            if (Begins(line, "content-length:"u8)) length = long.Parse(line[15..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            chunked |= Begins(line, "transfer-encoding:"u8);
            closes |= Ascii.EqualsIgnoreCase(line, "connection: close"u8);
        }

        if (!chunked) Skip(length);
        else
            while (long.Parse(ReadLine(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var chunk)
            {
                Skip(chunk + 2); // and the end of its line
                if (chunk == 0) break;
            }

        if (closes) Dispose();
        return status;
    }

    static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) => line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    // There until the next one is read.
    ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            var line = _buffer.AsSpan(_start, _read - _start);
            var end = line.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                _start += end + 2;
                return line[..end];
            }

            Fill();
        }
    }

    void Skip(long length)
    {
        while (length > _read - _start)
        {
            length -= _read - _start;
            _start = _read = 0;
            Fill();
        }

        _start += (int)length;
    }

    void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _read - _start).CopyTo(_buffer);
            (_read, _start) = (_read - _start, 0);
        }

        if (_read == _buffer.Length) throw new IOException("A line of the answer is longer than 64 kB.");
        var count = _socket!.Receive(_buffer.AsSpan(_read)); // made by TryPost
        _read += count > 0 ? count : throw new IOException("The server closed the connection.");
    }
}
