using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// How many rows go into a data file so that it comes near the size aimed at: first by the columns' types, then by what the files before came to.
/// </summary>
sealed class FileSizing
{
    /// <summary>The size aimed at where neither the caller nor the table says one.</summary>
    public const long DefaultBytes = 128L << 20;

    const int LeastRows = 2048;
    readonly long _target;
    double _bytesPerRow;

    FileSizing(long target, double bytesPerRow) => (_target, _bytesPerRow) = (target, bytesPerRow);

    /// <summary>The rows of the next file.</summary>
    public long Rows => Math.Max(LeastRows, (long)(_target / _bytesPerRow));

    /// <summary>By a table's property <c>delta.targetFileSize</c> (bytes, or with <c>kb</c>, <c>mb</c>, <c>gb</c>).</summary>
    public static FileSizing Of(ImmutableSortedDictionary<string, string> properties, Schema fields) =>
        new(Target(properties), Math.Max(1, fields.Fields.Sum(field => Width(field.Type))));

    /// <summary>The same for another size.</summary>
    public FileSizing Aiming(long target) => new(target, _bytesPerRow);

    /// <summary>The size of files that a table asks for.</summary>
    public static long Target(ImmutableSortedDictionary<string, string> properties) =>
        properties.TryGetValue("delta.targetFileSize", out var text) && Parse(text) is > 0 and var bytes ? bytes : DefaultBytes;

    public void Learn(long rows, long bytes)
    {
        // A small file is mostly its footer.
        if (rows >= LeastRows) _bytesPerRow = Math.Max(0.01, (double)bytes / rows);
    }

    static long Parse(string text)
    {
        var digits = text.TrimEnd().TrimEnd('b', 'B', 'k', 'K', 'm', 'M', 'g', 'G', ' ');
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return 0;

        var shift = text[digits.Length..].Trim().ToUpperInvariant() switch { "" or "B" => 0, "K" or "KB" => 10, "M" or "MB" => 20, "G" or "GB" => 30, _ => -1 };
        return shift < 0 || number > long.MaxValue >> shift ? 0 : number << shift;
    }

    static double Width(DataType type) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Int8 => 0.5,
        TypeKind.Int16 or TypeKind.Int32 or TypeKind.Float32 or TypeKind.Date => 3,
        TypeKind.Struct => type.Fields!.Fields.Sum(field => Width(field.Type)),
        TypeKind.String or TypeKind.Binary or TypeKind.Decimal => 12,
        TypeKind.Array or TypeKind.Map or TypeKind.Vector => 48,
        _ => 6,
    };
}
