using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>What a Delta table is, at a version.</summary>
public sealed record DeltaDetails
{
    /// <summary>Gets the table's folder or address.</summary>
    public required string Location { get; init; }

    /// <summary>Gets the table's identity.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name that it was given; null for none. Default null.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the description that it was given; null for none. Default null.</summary>
    public string? Description { get; init; }

    /// <summary>Gets when it was made; null where the log does not say. Default null.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the version.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the partition columns. Default none.</summary>
    public ImmutableArray<string> PartitionColumns { get; init; } = [];

    /// <summary>Gets the number of files. Default 0.</summary>
    public int Files { get; init; }

    /// <summary>Gets the bytes of the files. Default 0.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the number of rows; null where a file does not say how many it has. Default null.</summary>
    public long? Rows { get; init; }

    /// <summary>Gets the properties, constraints left out. Default none.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Gets the CHECK constraints by name. Default none.</summary>
    public ImmutableSortedDictionary<string, string> Constraints { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Gets the least version of a reader.</summary>
    public required int MinReaderVersion { get; init; }

    /// <summary>Gets the least version of a writer.</summary>
    public required int MinWriterVersion { get; init; }

    /// <summary>Gets the features that readers or writers must know. Default none.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Gets the oldest version that can still be read from the log; a vacuum may have taken files of it. Default 0.</summary>
    public long OldestVersion { get; init; }

    /// <summary>Gets the versions of which there are checkpoints, ascending. Default none.</summary>
    public ImmutableArray<long> Checkpoints { get; init; } = [];

    /// <summary>Gets why rows cannot be added; null where they can. Default null.</summary>
    public string? WritingRefused { get; init; }

    internal static DeltaDetails Of(DeltaSnapshot table, LogListing log)
    {
        using var metadata = System.Text.Json.JsonDocument.Parse(table.State.Metadata.Raw);
        string? Text(string name) => metadata.RootElement.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString() : null;
        var made = metadata.RootElement.TryGetProperty("createdTime", out var at) && at.ValueKind == System.Text.Json.JsonValueKind.Number && at.TryGetInt64(out var ms) && Math.Abs((decimal)ms) < 60_000_000_000_000 ? (long?)ms : null;
        var constraints = table.Properties.Where(property => property.Key.StartsWith(RowRules.ConstraintKey, StringComparison.OrdinalIgnoreCase)).ToList();
        var protocol = table.State.Protocol;
        return new()
        {
            Location = table.Path,
            Id = table.Id,
            Name = Text("name"),
            Description = Text("description"),
            CreatedAt = made is { } milliseconds ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) : null,
            Version = table.Version,
            PartitionColumns = table.PartitionColumns,
            Files = table.FileCount,
            Bytes = table.Files.Sum(file => file.Size),
            Rows = table.RowCount,
            Properties = table.Properties.RemoveRange(constraints.Select(property => property.Key)),
            Constraints = constraints.ToImmutableSortedDictionary(property => property.Key[RowRules.ConstraintKey.Length..], property => property.Value, StringComparer.Ordinal),
            MinReaderVersion = protocol.Reader,
            MinWriterVersion = protocol.Writer,
            OldestVersion = log.Commits.ContainsKey(0) || log.Checkpoints.Count == 0 ? 0 : log.Checkpoints[0].Version,
            Checkpoints = [.. log.Checkpoints.Select(checkpoint => checkpoint.Version).Distinct()],
            WritingRefused = Refusal(table),
            Features = [.. (protocol.ReaderFeatures ?? []).Union(protocol.WriterFeatures ?? []).Order(StringComparer.Ordinal)],
        };
    }

    static string? Refusal(DeltaSnapshot table)
    {
        try
        {
            ProtocolCheck.RequireWritable(table, changesRows: false);
            return null;
        }
        catch (DeltaException refusal)
        {
            return refusal.Message;
        }
    }
}
