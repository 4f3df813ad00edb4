using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Tracking.Stores;

/// <summary>The process that holds a data folder.</summary>
/// <param name="ProcessId">The process's id on this machine.</param>
/// <param name="Address">Where it answers HTTP, as in <c>http://127.0.0.1:5000</c>; empty while it does not (a command, or a server that is starting).</param>
public sealed record LockHolder(int ProcessId, string Address)
{
    internal string ToJson() => new JsonObject { ["pid"] = ProcessId, ["address"] = Address }.ToJsonString();

    internal static LockHolder? TryParse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return null;

        try
        {
            using var document = JsonDocument.Parse(json);
            return new(document.RootElement.GetProperty("pid").GetInt32(), document.RootElement.GetProperty("address").GetString() ?? "");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // the holder has taken the lock and not yet written itself in
        }
    }
}
