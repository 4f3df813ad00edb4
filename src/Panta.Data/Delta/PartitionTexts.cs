using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Partition values as the log has them: text, or null.</summary>
static class PartitionTexts
{
    /// <summary>The values of one row.</summary>
    public static ImmutableArray<KeyValuePair<string, string?>> Of(Table rows, int row, ImmutableArray<Field> partitions) =>
        [.. partitions.Select((field, i) => KeyValuePair.Create(field.Name, Text(rows.Columns[i].Value(row))))];

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
