using System.Text.Json;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// Columns whose type grew after files were written (feature <c>typeWidening</c>): the older files hold the narrower type, and every value of it is cast.
/// </summary>
static class TypeWidening
{
    const string Key = "delta.typeChanges";

    /// <summary>Whether a column's type has changed; refuses a change that we do not know.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="schema">The schema as the log has it.</param>
    public static bool IsUsed(string table, Schema schema)
    {
        var isUsed = false;
        foreach (var field in schema.Fields) isUsed |= IsUsed(table, field, field.Name);
        return isUsed;
    }

    static bool IsUsed(string table, Field field, string column)
    {
        var isUsed = field.Metadata.TryGetValue(Key, out var changes);
        if (isUsed) Check(table, column, changes!);
        return isUsed | Within(field.Type).Aggregate(false, (used, inner) => used | IsUsed(table, inner, $"{column}.{inner.Name}"));
    }

    static IEnumerable<Field> Within(DataType type) => type.Kind switch
    {
        TypeKind.Struct => type.Fields!.Fields,
        TypeKind.Array => Within(type.Element!),
        TypeKind.Map => Within(type.Key!).Concat(Within(type.Element!)),
        _ => [],
    };

    static void Check(string table, string column, string changes)
    {
        try
        {
            using var document = JsonDocument.Parse(changes);
            foreach (var change in document.RootElement.EnumerateArray())
            {
                var (from, to) = (change.GetProperty("fromType").GetString()!, change.GetProperty("toType").GetString()!);
                if (!IsWider(DataType.Parse(to), DataType.Parse(from)))
                    throw new DeltaException(
                        table, $"the type of column '{column}' changed from {from} to {to} (feature 'typeWidening'), which is not supported.");
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DeltaException(
                table, $"what its log says of changes of column '{column}' (feature 'typeWidening') cannot be read: {error.Message}", error);
        }
    }

    // What the protocol allows.
    internal static bool IsWider(DataType to, DataType from) =>
        SqlTypes.Holds(to, from)
        || from == DataType.Date && to == DataType.TimestampNtz
        || to.Kind == TypeKind.Decimal && to.Precision - to.Scale >= from.Kind switch
        {
            TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32 => 10,
            TypeKind.Int64 => 20,
            _ => int.MaxValue,
        };
}
