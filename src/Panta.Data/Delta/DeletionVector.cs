using System.Globalization;

namespace Panta.Data.Delta;

/// <summary>Where the log says that the deleted rows of a data file are listed.</summary>
/// <param name="Storage"><c>u</c>: a file named after a UUID; <c>p</c>: a file by its path; <c>i</c>: in the log itself.</param>
/// <param name="Place">The UUID behind a prefix, the path, or the bytes; the first and the last in Z85.</param>
/// <param name="Offset">Where in the file; null for the only one, behind the file's first byte.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Cardinality">The rows that it deletes.</param>
sealed record DeletionVector(string Storage, string Place, int? Offset, int Size, long Cardinality)
{
    const int UuidLength = 20;

    /// <summary>What tells vectors apart: part of the key of a file in the log.</summary>
    public string Id => Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"{Storage}{Place}@{offset}") : Storage + Place;

    /// <summary>The path of the vector's file below the table, or null where it is in the log; refuses what leads elsewhere.</summary>
    /// <param name="table">The table's folder.</param>
    public string? FileIn(string table) => Storage switch
    {
        "i" => null,
        "p" => TablePath.Of(table, Place) ?? throw Refused(table, "lies outside the table, and is not followed"),
        "u" => TablePath.Of(table, RelativeFile(table)) ?? throw Refused(table, "leads out of the table, and is not followed"),
        _ => throw Refused(table, $"has the storage type '{Storage}'; allowed are u, p and i"),
    };

    string RelativeFile(string table)
    {
        if (Place.Length < UuidLength || Z85.Decode(Place.AsSpan(Place.Length - UuidLength)) is not { } bytes) throw Refused(table, "has no UUID in Z85");

        var prefix = Place[..^UuidLength];
        return $"{(prefix.Length > 0 ? prefix + "/" : "")}deletion_vector_{new Guid(bytes, bigEndian: true)}.bin";
    }

    DeltaException Refused(string table, string why) => new(table, $"the deletion vector '{(Place.Length > 100 ? Place[..100] + "…" : Place)}' {why}.");
}
