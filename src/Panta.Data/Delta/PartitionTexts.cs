using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Partition values as the log has them: text, or null.</summary>
static class PartitionTexts
{
    /// <summary>The values of one row.</summary>
    public static ImmutableArray<KeyValuePair<string, string?>> Of(Table rows, int row, ImmutableArray<Field> partitions) =>
        [.. partitions.Select((field, i) => KeyValuePair.Create(field.Name, Text(rows.Columns[i].Value(row))))];

    /// <summary>Equal for equal partitions, however their writers spelled the values.</summary>
    /// <param name="table">The table.</param>
    /// <param name="textOf">The text of a partition column in the log.</param>
    public static string KeyOf(DeltaSnapshot table, Func<string, string?> textOf) =>
        string.Join('\0', table.PartitionColumns.Select(name => textOf(name) is { Length: > 0 } text ? "=" + Normal(table.Fields[name].Type, text) : ""));

    /// <summary>Whether a condition over partition columns holds for the rows of a file.</summary>
    /// <param name="table">The table.</param>
    /// <param name="file">The file.</param>
    /// <param name="condition">The condition in SQL over <c>t</c>.</param>
    /// <param name="db">What computes it.</param>
    /// <param name="cancel">Ends it.</param>
    public static bool Holds(DeltaSnapshot table, AddFile file, string condition, DuckDb db, CancellationToken cancel)
    {
        var values = table.PartitionColumns.Select(name => $"{SqlTypes.Partition(table.Path, table.Fields[name], file.PartitionValues.GetValueOrDefault(name))} AS {DuckDb.Quote(name)}");
        return (bool)db.Query($"SELECT coalesce({condition}, false) AS holds FROM (SELECT {string.Join(", ", values.Append("1 AS \"panta one\""))}) AS t", [], cancel)["holds"].Value(0)!;
    }

    static string Normal(DataType type, string text) => type.Kind switch
    {
        TypeKind.Timestamp when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => $"{instant.UtcTicks}",
        TypeKind.TimestampNtz when DateTime.TryParse(text, CultureInfo.InvariantCulture, out var local) => $"{local.Ticks}",
        TypeKind.Float32 or TypeKind.Float64 when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number.ToString("R", CultureInfo.InvariantCulture),
        TypeKind.Decimal when text.Contains('.', StringComparison.Ordinal) => text.TrimEnd('0').TrimEnd('.'),
        TypeKind.Bool => text.ToLowerInvariant(),
        _ => text,
    };

    static string? Text(object? value) => value switch
    {
        null or "" => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };
}
