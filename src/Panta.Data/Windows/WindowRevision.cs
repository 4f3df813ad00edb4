namespace Panta.Data.Windows;

/// <summary>
/// A statement about a window: the first, or a later one that restates it because late rows came in. Earlier ones are kept, never overwritten.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Number">1 for the first statement, one more for each restatement.</param>
public readonly record struct WindowRevision(Window Window, int Number)
{
    /// <summary>The first statement about a window.</summary>
    /// <param name="window">The window.</param>
    public static WindowRevision First(Window window) => new(window, 1);

    /// <summary>The statement after this one.</summary>
    /// <param name="window">The window that it is about: this one.</param>
    /// <exception cref="ArgumentException">It is about another window.</exception>
    public WindowRevision Next(Window window) => window == Window ? new(window, Number + 1)
        : throw new ArgumentException($"Window {window} cannot restate window {Window}. Give the last result of the same window.", nameof(window));
}
