namespace Panta.Cli;

/// <summary>One table of a command's text output.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Headings">The columns' names.</param>
/// <param name="Rows">A cell per column.</param>
/// <param name="None">The sentence where there are no rows.</param>
sealed record Section(string Title, IReadOnlyList<string> Headings, IReadOnlyList<string[]> Rows, string None);
