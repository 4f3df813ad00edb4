namespace Panta.Server.Pages;

/// <summary>All monitors, those over their limit first.</summary>
/// <param name="Lines">One line a monitor.</param>
public sealed record MonitorsView(IReadOnlyList<MonitorsView.Line> Lines)
{
    /// <summary>One monitor in the list.</summary>
    public sealed record Line
    {
        /// <summary>The monitor's name.</summary>
        public required string Name { get; init; }

        /// <summary>What is watched, in words.</summary>
        public required string Kpi { get; init; }

        /// <summary>The state: kind, word and icon.</summary>
        public required (string Kind, string Word, string Icon) State { get; init; }

        /// <summary>The last judged window with its limit.</summary>
        public required KpiHistory History { get; init; }

        /// <summary>How many inputs are beyond their reference, of how many; null where none is measured. Default null.</summary>
        public (int Over, int Of)? Drifted { get; init; }
    }
}
