namespace Panta.Server.Pages;

/// <summary>A run whose curve is drawn.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What stands at the line's end.</param>
/// <param name="Hint">What the strip of values calls it; empty where there is one run.</param>
/// <param name="Colour">1–8; 8 is the thin grey of those beyond the colours.</param>
sealed record CurveRun(string Id, string Label, string Hint, int Colour);
