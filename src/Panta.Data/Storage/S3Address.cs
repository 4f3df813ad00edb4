using System.Text;
using System.Text.RegularExpressions;

namespace Panta.Data.Storage;

/// <summary>Where a table is on S3: a bucket, and what the names of its files begin with.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What keys begin with: empty, or ending in <c>/</c>.</param>
sealed partial record S3Address(string Bucket, string Prefix)
{
    const int MaxPrefixBytes = 800; // of the 1,024 of a key

    /// <summary>Whether a path is such an address.</summary>
    public static bool Is(string path) =>
        path.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("s3a://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>s3://bucket/prefix</c>, or Spark's <c>s3a://</c>. Characters stand for themselves; nothing is decoded.</summary>
    public static S3Address Parse(string path)
    {
        var rest = path[(path.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (bucket, prefix) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..].TrimEnd('/'));
        if (!BucketName().IsMatch(bucket))
            throw new ArgumentException(
                $"'{path}' names no bucket: '{bucket}' is not 3 to 255 letters, digits, '.', '_' and '-'. Write s3://bucket/prefix.", nameof(path));
        if (prefix.Length > 0 && WhyNot(prefix) is { } reason) throw new ArgumentException($"'{path}' cannot be the place of a table: {reason}.", nameof(path));
        if (Encoding.UTF8.GetByteCount(prefix) > MaxPrefixBytes)
            throw new ArgumentException(
                $"The prefix of 's3://{bucket}' has {Encoding.UTF8.GetByteCount(prefix)} bytes; at most {MaxPrefixBytes} leave room for names.",
                nameof(path));
        return new(bucket, prefix.Length == 0 ? "" : prefix + "/");
    }

    /// <summary>The key of a file of the table.</summary>
    public string Key(string name) =>
        WhyNot(name) is { } reason ? throw new StorageException($"{this}/{name}", $"this is no name of a file on S3: {reason}.") : Prefix + name;

    public override string ToString() => $"s3://{Bucket}/{Prefix}".TrimEnd('/');

    // What HTTP clients and storages on a file system take for another name than the one given.
    static string? WhyNot(string name)
    {
        if (name.Split('/').Any(part => part is "" or "." or "..")) return "a part of it is empty, '.' or '..'";
        return name.Any(char.IsControl) ? "it holds a control character" : null;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{3,255}$")]
    private static partial Regex BucketName();
}
