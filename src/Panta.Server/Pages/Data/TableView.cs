using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One table: is it fresh, whole, as promised.</summary>
public sealed record TableView
{
    /// <summary>The table's name.</summary>
    public required string Name { get; init; }

    /// <summary>The numbers on top, at most six.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>Who writes and who reads it, in a sentence.</summary>
    public required string Lede { get; init; }

    /// <summary>Its last rows: the columns, and each row's values in words. Default none.</summary>
    public (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) Last { get; init; } = ([], []);

    /// <summary>Its versions, newest first.</summary>
    public required IReadOnlyList<(long Version, DateTimeOffset? At, string Operation)> Versions { get; init; }

    /// <summary>Its columns with their summary.</summary>
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }

    /// <summary>Why the profile could not be made. Default null.</summary>
    public Failure? ProfileFailure { get; init; }

    /// <summary>What is promised of it: claim, whether it holds, rows that break it. Default none.</summary>
    public IReadOnlyList<(string Claim, bool Passed, long Broken)> Expectations { get; init; } = [];

    /// <summary>Rows set aside: the row in words, the reason, when. Default none.</summary>
    public IReadOnlyList<(string Row, string Reason, DateTimeOffset? At)> Quarantine { get; init; } = [];

    /// <summary>How many rows were set aside in all. Default 0.</summary>
    public long Quarantined { get; init; }

    /// <summary>A column of the profile.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Missing">The share of missing values in [0, 1].</param>
    /// <param name="Distinct">Distinct values; null where not counted.</param>
    /// <param name="Low">The smallest value in words; empty where there is no order.</param>
    /// <param name="Mean">The mean; null where there is none.</param>
    /// <param name="High">The largest value in words; empty where there is no order.</param>
    /// <param name="Values">Its distribution; null where none was made.</param>
    public sealed record ColumnProfile(string Name, string Type, double Missing, long? Distinct, string Low, double? Mean, string High, Histogram? Values);
}
