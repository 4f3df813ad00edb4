namespace Panta.Server.Pages;

/// <summary>Why a panel could not be made.</summary>
/// <param name="What">What could not be done, as a heading.</param>
/// <param name="Why">The reason with the value got and what is allowed.</param>
/// <param name="Next">What the reader can do. Default empty.</param>
/// <param name="Trace">The trace to name in a report. Default empty.</param>
public sealed record Failure(string What, string Why, string Next = "", string Trace = "");
