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
    byte[] _request = new byte[4096];
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

    // In one piece, as a client that writes heads and bodies apart would wait for an acknowledgement.
    void Send(byte[] body)
    {
        var head = $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        if (_request.Length < head.Length + body.Length) _request = new byte[2 * (head.Length + body.Length)];
        var length = Encoding.ASCII.GetBytes(head, _request);
        body.CopyTo(_request, length);
        length += body.Length;
        for (var sent = 0; sent < length;) sent += _socket!.Send(_request, sent, length - sent, SocketFlags.None); // made by TryPost
    }

    int ReadAnswer()
    {
        var status = int.Parse(ReadLine().AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var (length, chunked, closes) = (0L, false, false);
        for (var line = ReadLine(); line.Length > 0; line = ReadLine())
        {
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) length = long.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
            chunked |= line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase);
            closes |= line.Equals("connection: close", StringComparison.OrdinalIgnoreCase);
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

    string ReadLine()
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _read - _start).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = Encoding.ASCII.GetString(_buffer, _start, end);
                _start += end + 2;
                return line;
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
        var count = _socket!.Receive(_buffer, _read, _buffer.Length - _read, SocketFlags.None); // made by TryPost
        _read += count > 0 ? count : throw new IOException("The server closed the connection.");
    }
}
