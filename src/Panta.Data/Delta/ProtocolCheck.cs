using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Which tables we read and write. What a table asks for and we do not have is refused by its name, never passed over.</summary>
static class ProtocolCheck
{
    static readonly ImmutableArray<string> Readable = ["columnMapping", "deletionVectors", "timestampNtz", "typeWidening", "typeWidening-preview", "v2Checkpoint", "vacuumProtocolCheck"];

    // Each of these asks nothing of a blind append, or its use is looked for in the schema and the properties.
    static readonly ImmutableArray<string> Appendable =
    [
        "allowColumnDefaults", "appendOnly", "changeDataFeed", "checkConstraints", "columnMapping", "deletionVectors", "domainMetadata", "generatedColumns", "identityColumns",
        "invariants", "timestampNtz", "vacuumProtocolCheck",
    ];

    static readonly ImmutableArray<string> RefusedFields = ["delta.invariants", "delta.generationExpression", "delta.identity.start", "delta.identity.step", "CURRENT_DEFAULT"];

    /// <summary>Refuses a table that cannot be read rightly.</summary>
    public static void RequireReadable(string table, Protocol protocol)
    {
        if (protocol.Reader > 3) throw new DeltaException(table, $"it needs a reader of version {protocol.Reader}; up to 3 is supported. Read it with a newer program.");
        if (protocol.Reader == 3 && protocol.ReaderFeatures is null || protocol.Writer >= 7 && protocol.WriterFeatures is null)
            throw new DeltaException(table, $"its protocol is reader {protocol.Reader}, writer {protocol.Writer}, but the list of features is missing: the log is damaged.");
        if (protocol.Reader == 3 && protocol.ReaderFeatures!.Value.FirstOrDefault(feature => !Readable.Contains(feature)) is { } unknown)
            throw new DeltaException(table, $"it needs the reader feature '{unknown}', which is not supported.");
    }

    /// <summary>Refuses a table to which rows cannot be appended rightly.</summary>
    public static void RequireAppendable(string table, Protocol protocol, Metadata metadata, Schema schema)
    {
        if (protocol.Writer > 7) throw new DeltaException(table, $"it needs a writer of version {protocol.Writer}; up to 7 is supported. Write it with a newer program.");
        if (protocol.WriterFeatures?.FirstOrDefault(feature => !Appendable.Contains(feature)) is { } unknown)
            throw new DeltaException(table, $"writing it needs the feature '{unknown}', which is not supported. It can be read.");
        if (ColumnMapping.Of(table, protocol, metadata) is { IsNone: false } mapping)
            throw new DeltaException(table, $"its columns are mapped by {mapping.Mode} (feature 'columnMapping'), which cannot be written yet. It can be read.");
        if (metadata.Configuration.Keys.FirstOrDefault(key => key.StartsWith("delta.constraints.", StringComparison.Ordinal)) is { } constraint)
            throw new DeltaException(
                table, $"it has the constraint '{constraint["delta.constraints.".Length..]}' (feature 'checkConstraints'), which cannot be checked yet. It can be read.");
        foreach (var (column, field) in AllFields(schema, ""))
            if (RefusedFields.FirstOrDefault(field.Metadata.ContainsKey) is { } refused)
                throw new DeltaException(table, $"column '{column}' has '{refused}', which cannot be honoured yet. The table can be read.");
    }

    static IEnumerable<(string Path, Field Field)> AllFields(Schema schema, string prefix)
    {
        foreach (var field in schema.Fields)
        {
            yield return (prefix + field.Name, field);
            if (field.Type.Fields is not { } inner) continue;

            foreach (var nested in AllFields(inner, $"{prefix}{field.Name}.")) yield return nested;
        }
    }
}
