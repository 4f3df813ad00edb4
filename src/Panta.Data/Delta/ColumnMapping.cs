using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// How the columns of a table are found in its files: by their names, or by names or numbers of their own that survive a renaming (feature
/// <c>columnMapping</c>).
/// </summary>
sealed record ColumnMapping
{
    const string ModeKey = "delta.columnMapping.mode";
    const string NameKey = "delta.columnMapping.physicalName";
    const string IdKey = "delta.columnMapping.id";

    /// <summary>What is known of a field only because of the mapping.</summary>
    static readonly ImmutableArray<string> Keys = [NameKey, IdKey, "delta.columnMapping.nested.ids", "delta.typeChanges"];

    public static ColumnMapping None { get; } = new() { Mode = "none" };

    /// <summary>Gets the mode: none, name or id.</summary>
    public required string Mode { get; init; }

    public bool IsNone => Mode == "none";

    public bool IsById => Mode == "id";

    /// <summary>The mapping of a table.</summary>
    public static ColumnMapping Of(string table, Protocol protocol, Metadata metadata)
    {
        var isOn = protocol.Reader == 2 || protocol.Reader >= 3 && protocol.ReaderFeatures?.Contains("columnMapping") == true;
        var mode = isOn ? metadata.Configuration.GetValueOrDefault(ModeKey, "none") : "none";
        return mode is "none" or "name" or "id"
            ? new() { Mode = mode }
            : throw new DeltaException(
                table, $"its columns are mapped by '{mode}' (feature 'columnMapping'), which is not supported: allowed are none, name and id.");
    }

    /// <summary>The name of a field in the files, and of its statistics and partition values.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="field">The field as the log has it.</param>
    public string NameOf(string table, Field field) => IsNone ? field.Name
        : field.Metadata.TryGetValue(NameKey, out var name) && name.Length > 0 ? name
        : throw new DeltaException(
            table, $"column '{field.Name}' has no '{NameKey}' though columns are mapped by {Mode} (feature 'columnMapping'): the log is damaged.");

    /// <summary>The number of a field in the files.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="field">The field as the log has it.</param>
    public static long IdOf(string table, Field field) =>
        field.Metadata.TryGetValue(IdKey, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new DeltaException(
                table, $"column '{field.Name}' has no '{IdKey}' though columns are mapped by id (feature 'columnMapping'): the log is damaged.");

    /// <summary>A field without what only its files are found by.</summary>
    public static Field Shown(Field field) => field with { Metadata = field.Metadata.RemoveRange(Keys), Type = Shown(field.Type) };

    static DataType Shown(DataType type) => type.Kind switch
    {
        TypeKind.Struct => DataType.Struct(new([.. type.Fields!.Fields.Select(Shown)])),
        TypeKind.Array => DataType.Array(Shown(type.Element!)),
        TypeKind.Map => DataType.Map(Shown(type.Key!), Shown(type.Element!)),
        _ => type,
    };
}
