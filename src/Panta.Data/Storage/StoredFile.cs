namespace Panta.Data.Storage;

/// <summary>A file as a listing of its storage tells it.</summary>
/// <param name="Name">Its name below the folder that was asked, with <c>/</c> between folders.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When it was last written, by the storage's clock.</param>
/// <param name="Tag">What changes with every writing of the name; null where the storage keeps none.</param>
public readonly record struct StoredFile(string Name, long Size, DateTimeOffset Modified, string? Tag = null);
