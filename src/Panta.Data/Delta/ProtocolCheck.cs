using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>Which tables we read and write. What a table asks for and we do not have is refused by its name, never passed over.</summary>
static class ProtocolCheck
{
    static readonly ImmutableArray<string> Readable = ["columnMapping", "deletionVectors", "timestampNtz", "typeWidening", "typeWidening-preview", "v2Checkpoint", "vacuumProtocolCheck"];

    // Each of these is kept, or its use is looked for in the schema and the properties.
    static readonly ImmutableArray<string> Writable =
    [
        "allowColumnDefaults", "appendOnly", "changeDataFeed", "checkConstraints", "columnMapping", "deletionVectors", "domainMetadata", "generatedColumns", "identityColumns",
        "inCommitTimestamp", "invariants", "timestampNtz", "vacuumProtocolCheck",
    ];

    const string Invariants = "delta.invariants"; // of a column; one within a struct is refused

    static readonly ImmutableArray<string> RefusedFields = [Invariants, "delta.generationExpression", "delta.identity.start", "delta.identity.step", "CURRENT_DEFAULT"];

    /// <summary>Refuses a table that cannot be read rightly.</summary>
    public static void RequireReadable(string table, Protocol protocol)
    {
        if (protocol.Reader > 3) throw new DeltaException(table, $"it needs a reader of version {protocol.Reader}; up to 3 is supported. Read it with a newer program.");
        if (protocol.Reader == 3 && protocol.ReaderFeatures is null || protocol.Writer >= 7 && protocol.WriterFeatures is null)
            throw new DeltaException(table, $"its protocol is reader {protocol.Reader}, writer {protocol.Writer}, but the list of features is missing: the log is damaged.");
        if (protocol.Reader == 3 && protocol.ReaderFeatures!.Value.FirstOrDefault(feature => !Readable.Contains(feature)) is { } unknown)
            throw new DeltaException(table, $"it needs the reader feature '{unknown}', which is not supported.");
    }

    /// <summary>Refuses a table that cannot be changed rightly.</summary>
    /// <param name="before">The table.</param>
    /// <param name="changesRows">Whether rows that are there change or go, or rows are only put in.</param>
    public static void RequireWritable(DeltaSnapshot before, bool changesRows)
    {
        var (table, protocol) = (before.Path, before.State.Protocol);
        if (protocol.Writer > 7) throw new DeltaException(table, $"it needs a writer of version {protocol.Writer}; up to 7 is supported. Write it with a newer program.");
        if (protocol.WriterFeatures?.FirstOrDefault(feature => !Writable.Contains(feature)) is { } unknown)
            throw new DeltaException(table, $"writing it needs the feature '{unknown}', which is not supported. It can be read.");
        if (!before.Mapping.IsNone)
            throw new DeltaException(table, $"its columns are mapped by {before.Mapping.Mode} (feature 'columnMapping'), which cannot be written yet. It can be read.");
        foreach (var (column, field) in AllFields(before.Fields, ""))
            if (RefusedFields.FirstOrDefault(field.Metadata.ContainsKey) is { } refused && (refused != Invariants || !before.Fields.Contains(column)))
                throw new DeltaException(table, $"column '{column}' has '{refused}', which cannot be honoured yet. The table can be read.");
        if (!changesRows) return;

        if (IsTrue(before, "delta.appendOnly"))
            throw new DeltaException(table, "its property 'delta.appendOnly' is true: rows can be added, not changed or deleted. Set it to false first, if that is meant.");
        if (IsTrue(before, "delta.enableChangeDataFeed"))
            throw new DeltaException(
                table, "it keeps a feed of changes (feature 'changeDataFeed'), which cannot be written yet: rows can be added, not changed or deleted. Set 'delta.enableChangeDataFeed' to false first.");
    }

    static bool IsTrue(DeltaSnapshot table, string property) => bool.TryParse(table.Properties.GetValueOrDefault(property), out var value) && value;

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
