using System.Globalization;

namespace Panta.Tracking.Filters;

/// <summary>The right-hand side of a comparison: quoted text, or a bare word that may be a number.</summary>
readonly record struct Literal(string Text, bool Quoted)
{
    const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number as a value for the database (integers stay exact), or null where this is no number.</summary>
    public object? Number
    {
        get
        {
            if (Quoted || Text.Length == 0 || !char.IsAsciiDigit(Text[^1]) && Text[^1] != '.') return null;
            if (long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
            return double.TryParse(Text, Style, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null;
        }
    }

    public override string ToString() => Quoted ? $"'{Text}'" : Text;
}
