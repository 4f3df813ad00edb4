using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Panta.Tracking.Webhooks;

/// <summary>
/// Fernet, the token format that MLflow keeps secrets in: AES-128-CBC and HMAC-SHA256 over version, time, initial vector and ciphertext, in base64url.
/// </summary>
sealed class Fernet
{
    const byte Version = 0x80;
    const int KeyLength = 32;
    const int VectorAt = 9;
    const int TextAt = VectorAt + 16;
    const int SignatureLength = 32;

    readonly byte[] _key;

    /// <summary>Takes a key of 32 bytes in base64url.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public Fernet(string key)
    {
        _key = Base64Url.DecodeFromChars(key.AsSpan().Trim().TrimEnd('='));
        if (_key.Length != KeyLength) throw new FormatException($"A Fernet key has {KeyLength} bytes, not {_key.Length}.");
    }

    /// <summary>A new key.</summary>
    public static string NewKey() => Padded(RandomNumberGenerator.GetBytes(KeyLength));

    /// <summary>A token that holds a text.</summary>
    public string Encrypt(string text, DateTimeOffset now) => Encrypt(text, now, RandomNumberGenerator.GetBytes(TextAt - VectorAt));

    internal string Encrypt(string text, DateTimeOffset now, ReadOnlySpan<byte> vector)
    {
        using var aes = Aes.Create();
        aes.Key = _key[16..];
        var cipher = aes.EncryptCbc(Encoding.UTF8.GetBytes(text), vector);
        var token = new byte[TextAt + cipher.Length + SignatureLength];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), now.ToUnixTimeSeconds());
        vector.CopyTo(token.AsSpan(VectorAt));
        cipher.CopyTo(token, TextAt);
        HMACSHA256.HashData(_key.AsSpan(0, 16), token.AsSpan(..^SignatureLength), token.AsSpan(^SignatureLength..));
        return Padded(token);
    }

    /// <summary>The text that a token holds.</summary>
    /// <exception cref="CryptographicException">The token was made with another key, or changed.</exception>
    public string Decrypt(string token)
    {
        var bytes = Base64Url.DecodeFromChars(token.AsSpan().TrimEnd('='));
        if (bytes.Length < TextAt + SignatureLength || bytes[0] != Version) throw new CryptographicException("This is no Fernet token.");
        var signature = HMACSHA256.HashData(_key.AsSpan(0, 16), bytes.AsSpan(..^SignatureLength));
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes.AsSpan(^SignatureLength..)))
            throw new CryptographicException("The token was made with another key, or changed since.");

        using var aes = Aes.Create();
        aes.Key = _key[16..];
        return Encoding.UTF8.GetString(aes.DecryptCbc(bytes.AsSpan(TextAt..^SignatureLength), bytes.AsSpan(VectorAt..TextAt)));
    }

    static string Padded(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
}
