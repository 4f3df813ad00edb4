using System.Security.Cryptography;
using Panta.Data.Delta;

namespace Panta.Tracking.Webhooks;

/// <summary>Encrypts the secrets of webhooks for the database: a copy of it alone gives none of them away.</summary>
sealed class WebhookSecrets
{
    const string FileName = "webhooks.key";

    readonly Fernet _fernet;
    readonly string _source;

    WebhookSecrets(string key, string source)
    {
        _source = source;
        try
        {
            _fernet = new(key);
        }
        catch (FormatException error)
        {
            throw new ArgumentException(
                $"{source} is no Fernet key; needs 32 bytes in base64url, as Fernet.generate_key() of Python's cryptography makes.", error);
        }
    }

    /// <summary>The key that the options give; else the data folder's own, made where there is none.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static WebhookSecrets Open(string keysFolder, WebhookOptions options)
    {
        if (options.SecretKey is { } given) return new(given, "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY");

        var file = FileIn(keysFolder);
        if (!File.Exists(file)) WriteKey(file);
        return new(File.ReadAllText(file), $"The file '{file}'");
    }

    /// <summary>The file of the key in a folder of keys.</summary>
    public static string FileIn(string keysFolder) => Path.Combine(keysFolder, FileName);

    /// <summary>Whether the key reads what is kept in place of a secret.</summary>
    public bool Reads(string token)
    {
        try
        {
            _fernet.Decrypt(token);
            return true;
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>What is kept in place of a secret.</summary>
    public string Encrypt(string secret, DateTimeOffset now) => _fernet.Encrypt(secret, now);

    /// <summary>The secret that is kept.</summary>
    /// <exception cref="UnreadableSecretException">The key is not the one that encrypted it.</exception>
    public string Decrypt(string token)
    {
        try
        {
            return _fernet.Decrypt(token);
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            throw new UnreadableSecretException(_source, error);
        }
    }

    static void WriteKey(string file)
    {
        var unfinished = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Fernet.NewKey()));
            stream.Flush(flushToDisk: true);
        }

        Disk.Replace(unfinished, file);
        Disk.SyncFolder(Path.GetDirectoryName(file)!);
    }
}
