using Panta.Data.Storage;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Artifacts;

/// <summary>What <c>--artifacts-destination</c> may say.</summary>
static class ArtifactDestination
{
    /// <summary>A full path, or an address on S3, of what a user wrote.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static string Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (S3Objects.Knows(text)) return S3Objects.Plain(text);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && !text.StartsWith('/'))
            return address is { IsFile: true, IsLoopback: true } && Path.IsPathRooted(address.LocalPath)
                ? address.LocalPath
                : throw new ArgumentException($"Artifacts cannot be kept at '{text}': needs a folder, file:///folder or s3://bucket/prefix.");

        return Path.GetFullPath(text);
    }

    /// <summary>Makes the folder where there is none.</summary>
    public static string MakeFolder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(path, $"cannot be made for artifacts: {error.Message.TrimEnd('.')}. Give a folder that this user may write.", error);
        }
    }
}
