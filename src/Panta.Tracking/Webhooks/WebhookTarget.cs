using System.Net;
using System.Net.Sockets;

namespace Panta.Tracking.Webhooks;

/// <summary>Where deliveries may go: checked when a webhook is made or changed, and again whenever a connection is opened.</summary>
/// <param name="options">What is allowed.</param>
/// <param name="resolve">Looks up the addresses of a host; default the system's resolver.</param>
sealed class WebhookTarget(WebhookOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    const int UrlLength = 2048;

    static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(5);

    readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Requires a URL that may be called now.</summary>
    /// <exception cref="ArgumentException">Its form or scheme is not allowed, or its host is unknown or not public.</exception>
    public async Task RequireAsync(string url, CancellationToken cancel)
    {
        var uri = Parse(url);
        if (options.AllowPrivateAddresses) return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LookupLimit);
        try
        {
            await AddressesAsync(uri.IdnHost, limit.Token).ConfigureAwait(false);
        }
        catch (ForbiddenAddressException error)
        {
            throw new ArgumentException($"Invalid webhook URL '{url}': {error.Message}", error);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new ArgumentException($"Invalid webhook URL '{url}': no address can be found for host '{uri.Host}'. Check its spelling.", error);
        }
    }

    /// <summary>The URL, if its form and scheme are allowed.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public Uri Parse(string url)
    {
        if (url.Length > UrlLength) throw new ArgumentException($"Invalid webhook URL: it has {url.Length} characters; at most {UrlLength} are allowed.");
        if (url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            throw new ArgumentException($"Invalid webhook URL '{url}': needs an absolute URL, as in https://hooks.example/panta.");
        if (!options.AllowedSchemes.Contains(uri.Scheme))
            throw new ArgumentException(
                $"Invalid webhook URL scheme: '{uri.Scheme}' of '{url}'. Allowed: {string.Join(", ", options.AllowedSchemes)}; "
                + "MLFLOW_WEBHOOK_ALLOWED_SCHEMES of the server says which.");
        if (uri.Host.Length == 0) throw new ArgumentException($"Invalid webhook URL '{url}': it names no host.");
        if (uri.UserInfo.Length > 0) throw new ArgumentException($"Invalid webhook URL for host '{uri.Host}': user and password are not sent; use a secret.");
        return uri;
    }

    /// <summary>The addresses of a host, looked up once; all of them public unless others are allowed.</summary>
    /// <exception cref="ForbiddenAddressException">One of them is not public.</exception>
    public async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancel)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancel).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        if (!options.AllowPrivateAddresses && Array.Find(addresses, a => !PublicAddress.Is(a)) is { } forbidden)
            throw new ForbiddenAddressException(host, forbidden);

        return addresses;
    }

    /// <summary>Opens a connection to a host, to an address that was looked up and judged here: what a name means later plays no part.</summary>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint end, CancellationToken cancel)
    {
        var addresses = await AddressesAsync(end.Host, cancel).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
