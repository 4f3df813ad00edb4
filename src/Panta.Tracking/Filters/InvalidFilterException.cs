namespace Panta.Tracking.Filters;

/// <summary>A filter that cannot be followed, and where in its text.</summary>
/// <param name="message">What is wrong, and what is allowed.</param>
/// <param name="position">The first wrong character, from 0; the text's length where something is missing at its end.</param>
/// <param name="length">How many characters are wrong; 0 where something is missing.</param>
/// <param name="inner">What found it; null for none.</param>
public sealed class InvalidFilterException(string message, int position, int length, Exception? inner = null) : ArgumentException(message, inner)
{
    /// <summary>The first wrong character, from 0; the text's length where something is missing at its end.</summary>
    public int Position { get; } = position;

    /// <summary>How many characters are wrong; 0 where something is missing.</summary>
    public int Length { get; } = length;
}
