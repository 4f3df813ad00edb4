namespace Panta.Server;

/// <summary>Another program listens on the port.</summary>
/// <param name="host">The address that was to be listened on.</param>
/// <param name="port">The port.</param>
public sealed class PortInUseException(string host, int port)
    : IOException($"Port {port} on {host} is in use by another program. Stop that program, or give another port (0 takes a free one).")
{
    /// <summary>The address that was to be listened on.</summary>
    public string Host { get; } = host;

    /// <summary>The port.</summary>
    public int Port { get; } = port;
}
