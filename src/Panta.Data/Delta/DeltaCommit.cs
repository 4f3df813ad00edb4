using System.Collections.Immutable;
using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>One version of a Delta table as its log tells it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Timestamp">When it was committed, by the writer's clock; null where the writer did not say.</param>
/// <param name="Operation">What was done (WRITE, MERGE, OPTIMIZE …); null where the writer did not say.</param>
/// <param name="Parameters">The operation's parameters as text.</param>
public sealed record DeltaCommit(long Version, DateTimeOffset? Timestamp, string? Operation, ImmutableSortedDictionary<string, string> Parameters)
{
    const long MaxMilliseconds = 60_000_000_000_000; // until the year 3871

    /// <summary>Gets what the operation came to, as the writer counted it (<c>numOutputRows</c>, <c>numRemovedFiles</c> …). Default none.</summary>
    public ImmutableSortedDictionary<string, string> Metrics { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Gets the version that the writer began with; null where it did not say. Default null.</summary>
    public long? ReadVersion { get; init; }

    /// <summary>Gets whether rows were put in without a look at those there; null where the writer did not say. Default null.</summary>
    public bool? IsBlindAppend { get; init; }

    /// <summary>Gets the writer's program; null where it did not say. Default null.</summary>
    public string? Engine { get; init; }

    /// <summary>Gets the whole of what the commit says of itself, as JSON; null where it says nothing. Default null.</summary>
    public string? Json { get; init; }

    /// <summary>Reads a commitInfo action. Its form is free: what is not understood is left out.</summary>
    internal static DeltaCommit Of(long version, string? info)
    {
        if (info is null) return new(version, null, null, ImmutableSortedDictionary<string, string>.Empty);

        using var document = JsonDocument.Parse(info);
        var root = document.RootElement;
        return new(version, Instant(root), Text(root, "operation"), Texts(root, "operationParameters"))
        {
            Metrics = Texts(root, "operationMetrics"),
            ReadVersion = Number(root, "readVersion"),
            IsBlindAppend = root.TryGetProperty("isBlindAppend", out var blind) && blind.ValueKind is JsonValueKind.True or JsonValueKind.False ? blind.GetBoolean() : null,
            Engine = Text(root, "engineInfo"),
            Json = info,
        };
    }

    static DateTimeOffset? Instant(JsonElement root) =>
        (Number(root, "inCommitTimestamp") ?? Number(root, "timestamp")) is { } ms && Math.Abs((decimal)ms) < MaxMilliseconds ? DateTimeOffset.UnixEpoch.AddMilliseconds(ms) : null;

    static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static ImmutableSortedDictionary<string, string> Texts(JsonElement root, string name) => root.TryGetProperty(name, out var given) && given.ValueKind == JsonValueKind.Object
        ? given.EnumerateObject().DistinctBy(pair => pair.Name).ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.Ordinal)
        : ImmutableSortedDictionary<string, string>.Empty;
}
