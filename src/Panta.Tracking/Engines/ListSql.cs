using System.Text.RegularExpressions;

namespace Panta.Tracking.Engines;

/// <summary>The one form in which the stores' SQL asks whether something is in a list: <c>IN @2</c>.</summary>
static partial class ListSql
{
    /// <summary>Finds it; the first group is the parameter with its sign.</summary>
    [GeneratedRegex(@"\bIN (@\d+)")]
    public static partial Regex Pattern();
}
