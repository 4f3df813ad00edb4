using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// Which columns a data file has. Our own files say so in the log by a digest (tag <c>panta.columns</c>), so that a file of today's schema needs no look into it.
/// </summary>
/// <param name="Names">Columns and fields of structs, names from the outermost on joined by NUL.</param>
/// <param name="Digest">Equal for equal columns.</param>
sealed record FileColumns(FrozenSet<string> Names, string Digest)
{
    /// <summary>The tag of the <c>add</c> action.</summary>
    public const string Tag = "panta.columns";

    public static FileColumns Of(IReadOnlyCollection<string> names) =>
        new(names.ToFrozenSet(StringComparer.Ordinal), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)))[..12]));

    /// <summary>The columns that a file of this schema has.</summary>
    public static FileColumns Of(Schema schema, ImmutableArray<string> partitionColumns) =>
        Of([.. schema.Fields.Where(field => !partitionColumns.Contains(field.Name)).SelectMany(field => Paths(field, ""))]);

    public bool Has(Leaf leaf) => Names.Contains(string.Join('\0', leaf.Path));

    static IEnumerable<string> Paths(Field field, string prefix) =>
        [prefix + field.Name, .. field.Type.Fields?.Fields.SelectMany(inner => Paths(inner, $"{prefix}{field.Name}\0")) ?? []];
}
