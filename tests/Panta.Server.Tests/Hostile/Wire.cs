using System.Net.Sockets;
using System.Text;

namespace Panta.Server.Tests.Hostile;

/// <summary>Requests as bytes on a connection, for what an HTTP client would not send.</summary>
static class Wire
{
    /// <summary>Sends a request and answers status line, headers and body; empty where the server closed the connection without a word.</summary>
    public static async Task<string> SendAsync(Uri address, string request)
    {
        using var client = new TcpClient(address.Host, address.Port);
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>A request that closes its connection.</summary>
    public static string Request(string method, string path, string body = "", string headers = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";

    public static int Status(string answer) => answer.Length == 0 ? 0 : int.Parse(answer.Split(' ')[1]);
}
