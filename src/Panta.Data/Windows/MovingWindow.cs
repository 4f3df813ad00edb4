namespace Panta.Data.Windows;

/// <summary>
/// The window that ends where one stands: at time T the last length before T. A training set's, whose start moves with its end. Equality is by value.
/// </summary>
/// <example><code>var newest = new MovingWindow(Period.Days(84)).At(time); </code></example>
public sealed record MovingWindow
{
    /// <summary>A window of a length.</summary>
    /// <param name="length">The length; more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not more than zero.</exception>
    public MovingWindow(Period length)
    {
        length.RequirePositive(nameof(length));
        Length = length;
    }

    /// <summary>Gets how long the window is.</summary>
    public Period Length { get; }

    /// <summary>The window at an instant: the length up to it, the instant itself left out.</summary>
    /// <param name="time">The instant.</param>
    public Window At(DateTimeOffset time) => new(Length.AddTo(time, -1), time);
}
