using System.Text.Json.Serialization;

namespace Panta.Monitoring.Profiles;

/// <summary>
/// How a column is compared. Decided once, when the reference is made, and kept: deciding it anew for each window would make them incomparable.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnKind>))]
public enum ColumnKind
{
    /// <summary>As numbers: order and distance matter.</summary>
    [JsonStringEnumMemberName("numeric")] Numeric,

    /// <summary>As categories: only equality matters.</summary>
    [JsonStringEnumMemberName("categorical")] Categorical,
}
