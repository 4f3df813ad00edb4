using System.Security.Cryptography;
using Panta.Tracking.Artifacts;

namespace Panta.Tracking.Transfers;

/// <summary>Copies files of runs and models, and reads them back.</summary>
sealed class FileCopy(ITransferTarget store, ITransferSource source, Tallies read, Tallies stored, List<string> notes)
{
    /// <summary>Copies what is under an artifact URI; a file that is there with the same bytes stays.</summary>
    public async Task RunAsync(string from, string to, CancellationToken cancel)
    {
        var target = ArtifactPath.OfUri(to) ?? throw new ArgumentException($"'{to}' is not in this store.");
        foreach (var file in source.Files(from))
        {
            var path = $"{target}/{file.Path}";
            try
            {
                var digest = await CopyAsync(from, file, path, cancel).ConfigureAwait(false);
                read.AddFile(to, file, digest);
                if (await store.FindFileAsync(path, cancel).ConfigureAwait(false) is not var (kept, length)) continue; // removed at once: it counts as missing

                await using (kept)
                    stored.AddFile(to, file with { Size = length }, Convert.ToHexStringLower(await SHA256.HashDataAsync(kept, cancel).ConfigureAwait(false)));
            }
            catch (ArgumentException error)
            {
                read.AddFile(to, file, "");
                notes.Add($"The file '{file.Path}' of '{from}' was left out: {error.Message}");
            }
        }
    }

    async Task<string> CopyAsync(string from, MovedFile file, string path, CancellationToken cancel)
    {
        if (await store.FindFileAsync(path, cancel).ConfigureAwait(false) is var (kept, length))
            await using (kept)
                if (length == file.Size)
                {
                    await using var again = source.Open(from, file.Path);
                    var there = await SHA256.HashDataAsync(kept, cancel).ConfigureAwait(false);
                    var digest = await SHA256.HashDataAsync(again, cancel).ConfigureAwait(false);
                    if (there.SequenceEqual(digest)) return Convert.ToHexStringLower(digest);
                }

        using var hash = SHA256.Create();
        await using var bytes = new CryptoStream(source.Open(from, file.Path), hash, CryptoStreamMode.Read);
        await store.WriteFileAsync(path, bytes, cancel).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash.Hash ?? []);
    }
}
