using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// Which columns a data file has. Our own files say so in the log by a digest (tag <c>panta.columns</c>), so that a file of today's schema needs no look into
/// it.
/// </summary>
/// <param name="Names">
/// Columns and what is within them, names from the outermost on joined by NUL; an array's values are <c>element</c>, a map's <c>key</c> and <c>value</c>.
/// </param>
/// <param name="ById">The paths of those that have a number.</param>
/// <param name="Digest">Equal for equal columns of equal types.</param>
sealed record FileColumns(FrozenSet<string> Names, FrozenDictionary<long, string> ById, string Digest)
{
    /// <summary>The tag of the <c>add</c> action.</summary>
    public const string Tag = "panta.columns";

    public const string Element = "element";
    public const string Key = "key";
    public const string Value = "value";

    /// <summary>Whether a column of the file hides the file's place or the row's number, which DuckDB shows under these names.</summary>
    public bool HidesRowNumbers { get; } = Names.Any(name => name.ToLowerInvariant() is "file_index" or "file_row_number");

    public static FileColumns Of(IReadOnlyCollection<string> names) =>
        new(names.ToFrozenSet(StringComparer.Ordinal), FrozenDictionary<long, string>.Empty, DigestOf(names));

    /// <summary>The columns that a file of this schema has.</summary>
    public static FileColumns Of(Schema schema, ImmutableArray<string> partitionColumns) =>
        Of([.. schema.Fields.Where(field => !partitionColumns.Contains(field.Name)).SelectMany(field => Paths(field.Name, field.Type))]);

    /// <summary>A digest of texts.</summary>
    public static string DigestOf(IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts)))[..12]);

    static IEnumerable<string> Paths(string path, DataType type) => type.Kind switch
    {
        TypeKind.Struct => [path, .. type.Fields!.Fields.SelectMany(inner => Paths($"{path}\0{inner.Name}", inner.Type))],
        TypeKind.Array => [path, .. Paths($"{path}\0{Element}", type.Element!)],
        TypeKind.Map => [path, .. Paths($"{path}\0{Key}", type.Key!), .. Paths($"{path}\0{Value}", type.Element!)],
        _ => [path],
    };
}
