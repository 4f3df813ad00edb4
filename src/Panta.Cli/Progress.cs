namespace Panta.Cli;

/// <summary>One line on standard error that says how far long work has come: redrawn in front of a person, absent elsewhere.</summary>
sealed class Progress : IProgress<long>, IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    const int BarWidth = 24;

    readonly Terminal _terminal;
    readonly string _what;
    readonly long _total;
    readonly long _begun;
    long _drawn;
    int _width;

    /// <summary>Begins a line.</summary>
    /// <param name="terminal">Where to draw.</param>
    /// <param name="what">What is done, as <c>Adding labels</c>.</param>
    /// <param name="total">How much there is to do; 0 where nobody knows.</param>
    public Progress(Terminal terminal, string what, long total = 0)
    {
        _terminal = terminal;
        _what = what;
        _total = total;
        _begun = TimeProvider.System.GetTimestamp();
        Draw(0);
    }

    /// <summary>Says how much is done.</summary>
    /// <param name="value">How much.</param>
    public void Report(long value)
    {
        if (TimeProvider.System.GetElapsedTime(_drawn) >= Interval) Draw(value);
    }

    /// <summary>Wipes the line: what follows is the result.</summary>
    public void Dispose()
    {
        if (!_terminal.Interactive) return;

        _terminal.Error.Write('\r' + new string(' ', _width) + '\r');
        _terminal.Error.Flush();
    }

    void Draw(long done)
    {
        _drawn = TimeProvider.System.GetTimestamp();
        if (!_terminal.Interactive) return;

        var seconds = TimeProvider.System.GetElapsedTime(_begun).TotalSeconds;
        var line = _total > 0 ? $"{_what} {Bar(done)} {done:N0} of {_total:N0}" : $"{_what} … {(done > 0 ? $"{done:N0} rows, " : "")}{seconds:F0} s";
        _terminal.Error.Write('\r' + line.PadRight(_width));
        _terminal.Error.Flush();
        _width = line.Length;
    }

    string Bar(long done)
    {
        var full = (int)(Math.Min(done, _total) * BarWidth / _total);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}
