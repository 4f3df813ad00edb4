using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>The columns that stand in the names of folders: <c>year=2024/month=1/</c>.</summary>
/// <param name="Columns">The columns in the order of the folders.</param>
sealed record HivePartitions(ImmutableArray<Field> Columns)
{
    const string Null = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>Gets the setting of DuckDB's readers for them; empty where there are none.</summary>
    public string Setting => Columns.IsEmpty ? ", hive_partitioning = false"
        : $", hive_partitioning = true, hive_types = {{{string.Join(", ", Columns.Select(TypeOf))}}}";

    /// <summary>Finds the columns of files, and their types: long or date where every folder has one, else text.</summary>
    /// <exception cref="FileReadException">Files are in folders of different columns.</exception>
    public static HivePartitions Of(ImmutableArray<string> files, Func<string, DataType?> given)
    {
        var keys = Pairs(files[0]).Select(pair => pair.Key).ToImmutableArray();
        var values = keys.Select(_ => new HashSet<string>(StringComparer.Ordinal)).ToImmutableArray();
        foreach (var file in files)
        {
            var pairs = Pairs(file);
            if (!pairs.Select(pair => pair.Key).SequenceEqual(keys))
                throw new FileReadException(file, null,
                    $"its folders name the columns [{string.Join(", ", pairs.Select(pair => pair.Key))}], those of '{files[0]}' [{string.Join(", ", keys)}]. "
                    + "Read them apart, or move them.");
            for (var i = 0; i < pairs.Length; i++) values[i].Add(pairs[i].Value);
        }

        return new([.. keys.Select((key, i) => new Field(key, given(key) ?? TypeOf(values[i].Where(value => value != Null))))]);
    }

    /// <summary>The part of a file's path that names its partition, and its name: where a copy of it goes.</summary>
    public static string Tail(string file) =>
        Path.Combine([.. Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar).Where(IsPair), Path.GetFileName(file)]);

    /// <summary>A file's values of the columns, as a column's builder takes them.</summary>
    /// <exception cref="FileReadException">A folder's value is not of its column's type.</exception>
    public Dictionary<string, object?> ValuesOf(string file) => Pairs(file).ToDictionary(pair => pair.Key, pair => Value(file, pair.Key, pair.Value));

    object? Value(string file, string key, string text)
    {
        var type = Columns.First(column => column.Name == key).Type;
        if (text == Null) return null;

        try
        {
            return type.Kind switch
            {
                TypeKind.String => text,
                TypeKind.Date => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                TypeKind.Float32 or TypeKind.Float64 => double.Parse(text, CultureInfo.InvariantCulture),
                TypeKind.Bool => bool.Parse(text),
                TypeKind.Decimal => decimal.Parse(text, CultureInfo.InvariantCulture),
                TypeKind.Timestamp => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                TypeKind.TimestampNtz => DateTime.Parse(text, CultureInfo.InvariantCulture),
                _ => long.Parse(text, CultureInfo.InvariantCulture),
            };
        }
        catch (FormatException error)
        {
            throw new FileReadException(file, null, $"its folder '{key}={text}' is no {type}.", error);
        }
    }

    static ImmutableArray<(string Key, string Value)> Pairs(string file) =>
        [.. (Path.GetDirectoryName(file) ?? "").Split(Path.DirectorySeparatorChar).Where(IsPair).Select(segment => segment.Split('=', 2))
            .Select(parts => (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])))];

    static bool IsPair(string segment) => segment.IndexOf('=', StringComparison.Ordinal) > 0;

    static string TypeOf(Field column) => $"{DuckDb.Literal(column.Name)}: {DuckDb.Literal(NativeText.OfType(column.Type))}";

    static DataType TypeOf(IEnumerable<string> values)
    {
        var texts = values.ToList();
        if (texts.Count == 0) return DataType.String;
        if (texts.All(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) return DataType.Int64;
        return texts.All(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) ? DataType.Date
            : DataType.String;
    }
}
