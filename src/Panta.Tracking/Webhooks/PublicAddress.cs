using System.Net;
using System.Net.Sockets;

namespace Panta.Tracking.Webhooks;

/// <summary>
/// Which addresses belong to the public internet. Whatever is set aside for something else is refused: this machine, private and shared networks,
/// link-local (with the metadata of clouds), multicast, documentation, and IPv6 forms that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo).
/// </summary>
static class PublicAddress
{
    static readonly IPNetwork[] Reserved =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    // Of IPv6 nothing else has been given to the internet so far: loopback, mapped, NAT64, unique local, link-local and multicast lie outside.
    static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Unicast.Contains(address)) return false;

        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !Reserved.Any(n => n.Contains(address));
    }
}
