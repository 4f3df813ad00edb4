using System.Security.Cryptography;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Tests.Webhooks;

public sealed class FernetTests
{
    // The published test vector of the Fernet specification.
    const string Key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    const string Token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    static readonly DateTimeOffset Then = new(1985, 10, 26, 1, 20, 0, TimeSpan.FromHours(-7));
    static readonly byte[] Vector = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void The_published_token_is_made() => Assert.Equal(Token, new Fernet(Key).Encrypt("hello", Then, Vector));

    [Fact]
    public void The_published_token_is_read() => Assert.Equal("hello", new Fernet(Key).Decrypt(Token));

    [Fact]
    public void A_new_key_reads_what_it_wrote_and_never_writes_it_twice_the_same()
    {
        var fernet = new Fernet(Fernet.NewKey());

        Assert.NotEqual(fernet.Encrypt("größe", Then), fernet.Encrypt("größe", Then));
        Assert.Equal("größe", fernet.Decrypt(fernet.Encrypt("größe", Then)));
    }

    [Fact]
    public void A_changed_token_is_refused_at_every_byte()
    {
        var fernet = new Fernet(Key);
        var bytes = Convert.FromBase64String(Token.Replace('-', '+').Replace('_', '/'));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            Assert.Throws<CryptographicException>(() => fernet.Decrypt(Convert.ToBase64String(changed).Replace('+', '-').Replace('/', '_')));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64!")]
    public void What_is_no_key_is_refused(string key) => Assert.Throws<FormatException>(() => new Fernet(key));
}
