namespace Panta.Server.Pages;

/// <summary>One number that answers, at the top of a page.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number, as read.</param>
/// <param name="Unit">Its unit. Default empty.</param>
/// <param name="Note">What it compares with. Default empty.</param>
/// <param name="Exact">The exact number where the value is rounded. Default null.</param>
public sealed record Tile(string Name, string Value, string Unit = "", string Note = "", string? Exact = null);
