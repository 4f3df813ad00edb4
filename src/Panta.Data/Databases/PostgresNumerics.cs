namespace Panta.Data.Databases;

/// <summary>How PostgreSQL's <c>numeric</c> is read, which holds more digits than any column of ours, and NaN and ±infinity.</summary>
public enum PostgresNumerics
{
    /// <summary>
    /// Exact: numeric(p,s) as decimal(p,s); without declared precision, or with more than 38 digits, as decimal(38,18), rounded to 18 digits after the point as
    /// PostgreSQL itself rounds. What does not fit, NaN and ±infinity are errors.
    /// </summary>
    Decimal,

    /// <summary>As the nearest float64; NaN and ±infinity are themselves.</summary>
    Float64,

    /// <summary>As text, every digit of it.</summary>
    Text,
}
