using System.Net;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Tests.Webhooks;

/// <summary>Server-side request forgery by a webhook's address: each form it was tried in elsewhere.</summary>
public sealed class WebhookTargetTests
{
    static readonly WebhookOptions Strict = new();
    static readonly string[] Refusals = ["not public", "no address can be found"];

    [Theory]
    [InlineData("loopback", "https://127.0.0.1/")]
    [InlineData("another loopback", "https://127.8.9.10:8443/x")]
    [InlineData("decimal", "https://2130706433/")]
    [InlineData("hexadecimal", "https://0x7f000001/")]
    [InlineData("hexadecimal parts", "https://0x7f.0x0.0x0.0x1/")]
    [InlineData("octal", "https://0177.0.0.1/")]
    [InlineData("octal whole", "https://017700000001/")]
    [InlineData("left out parts", "https://127.1/")]
    [InlineData("full-width digits", "https://１２７.０.０.１/")]
    [InlineData("circled digits", "https://①②⑦.⓪.⓪.①/")]
    [InlineData("ideographic full stops", "https://127。0。0。1/")]
    [InlineData("unspecified", "https://0.0.0.0/")]
    [InlineData("this network", "https://0.1.2.3/")]
    [InlineData("private 10", "https://10.1.2.3/")]
    [InlineData("private 172", "https://172.31.255.255/")]
    [InlineData("private 192", "https://192.168.1.1/")]
    [InlineData("shared", "https://100.64.0.1/")]
    [InlineData("cloud metadata", "https://169.254.169.254/latest/meta-data/")]
    [InlineData("multicast", "https://224.0.0.1/")]
    [InlineData("broadcast", "https://255.255.255.255/")]
    [InlineData("reserved", "https://240.0.0.1/")]
    [InlineData("benchmarks", "https://198.18.0.1/")]
    [InlineData("documentation", "https://203.0.113.9/")]
    [InlineData("IPv6 loopback", "https://[::1]/")]
    [InlineData("IPv6 unspecified", "https://[::]/")]
    [InlineData("IPv4 mapped", "https://[::ffff:127.0.0.1]/")]
    [InlineData("IPv4 mapped in hexadecimal", "https://[::ffff:7f00:1]/")]
    [InlineData("IPv4 compatible", "https://[::127.0.0.1]/")]
    [InlineData("IPv4 translated", "https://[::ffff:0:7f00:1]/")]
    [InlineData("NAT64", "https://[64:ff9b::7f00:1]/")]
    [InlineData("local NAT64", "https://[64:ff9b:1::a00:1]/")]
    [InlineData("6to4", "https://[2002:7f00:1::]/")]
    [InlineData("Teredo", "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/")]
    [InlineData("unique local", "https://[fd00:ec2::254]/")]
    [InlineData("IPv6 link-local", "https://[fe80::1]/")]
    [InlineData("IPv6 link-local with a zone", "https://[fe80::1%25eth0]/")]
    [InlineData("site-local", "https://[fec0::1]/")]
    [InlineData("IPv6 multicast", "https://[ff02::1]/")]
    [InlineData("IPv6 documentation", "https://[2001:db8::1]/")]
    [InlineData("name of this machine", "https://localhost/")]
    [InlineData("name of this machine with a dot", "https://localhost./")]
    public async Task An_address_that_is_not_public_is_refused(string form, string url)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new WebhookTarget(Strict).RequireAsync(url, CancellationToken.None));

        Assert.True(Refusals.Any(r => error.Message.Contains(r, StringComparison.Ordinal)), $"{form}: {error.Message}");
    }

    [Theory]
    [InlineData("http", "http://93.184.216.34/", "scheme")]
    [InlineData("file", "file:///etc/passwd", "scheme")]
    [InlineData("gopher", "gopher://93.184.216.34:6379/_x", "scheme")]
    [InlineData("ftp", "ftp://93.184.216.34/", "scheme")]
    [InlineData("javascript", "javascript:alert(1)", "scheme")]
    [InlineData("credentials that hide the host", "https://hooks.example@93.184.216.34/", "user and password")]
    [InlineData("relative", "/hook", "scheme")]
    [InlineData("no URL", "hook", "absolute URL")]
    [InlineData("line break", "https://93.184.216.34/\r\nHost: x", "absolute URL")]
    [InlineData("backslash", "https:\\\\93.184.216.34\\", "absolute URL")]
    [InlineData("blank", " https://93.184.216.34/", "absolute URL")]
    [InlineData("empty", "", "absolute URL")]
    public async Task A_URL_of_another_form_is_refused(string form, string url, string because)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new WebhookTarget(Strict).RequireAsync(url, CancellationToken.None));

        Assert.True(error.Message.Contains(because, StringComparison.Ordinal), $"{form}: {error.Message}");
    }

    [Fact]
    public async Task A_URL_of_more_than_2048_characters_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => new WebhookTarget(Strict).RequireAsync("https://93.184.216.34/" + new string('x', 2048), CancellationToken.None));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::6810:84e5")]
    [InlineData("2a00:1450:4001:830::200e")]
    public void A_public_address_is_allowed(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task A_host_with_one_private_address_among_public_ones_is_refused()
    {
        var target = new WebhookTarget(Strict, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.0.0.1")]));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => target.RequireAsync("https://hooks.example/", CancellationToken.None));

        Assert.Contains("'hooks.example' has the address 10.0.0.1, which is not public", error.Message);
    }

    [Fact]
    public async Task A_host_that_is_unknown_is_refused()
    {
        var target = new WebhookTarget(Strict, (_, _) => Task.FromResult<IPAddress[]>([]));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => target.RequireAsync("https://hooks.example/", CancellationToken.None));

        Assert.Contains("no address can be found", error.Message);
    }

    [Fact]
    public async Task What_the_server_allows_is_not_looked_up()
    {
        var open = new WebhookOptions { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true };
        var target = new WebhookTarget(open, (_, _) => throw new InvalidOperationException("looked up"));

        await target.RequireAsync("http://10.0.0.1:9/hook", CancellationToken.None);
        await target.RequireAsync("https://hooks.example/", CancellationToken.None);
    }
}
