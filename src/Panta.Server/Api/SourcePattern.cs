using System.Text.RegularExpressions;

namespace Panta.Server.Api;

/// <summary>
/// What the sources of model versions must match, by the operator's word (MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX). Clients choose the text that is
/// matched, so it is done without backtracking, or, for a pattern that needs it, within a second.
/// </summary>
sealed class SourcePattern(PantaServerOptions options)
{
    readonly Regex? _pattern = options.ModelSourcePattern.Length == 0 ? null : Compile(options.ModelSourcePattern);

    /// <summary>Requires a source to match.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public void Require(string source)
    {
        if (_pattern is not null && !Matches(_pattern, source)) throw new ArgumentException(
            $"Invalid model version source: '{source}'. This server takes only sources that match '{_pattern}'.");
    }

    static bool Matches(Regex pattern, string source)
    {
        try
        {
            return pattern.IsMatch(source);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)); // it looks around or back
        }
    }
}
