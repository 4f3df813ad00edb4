namespace Panta.Data.Databases;

/// <summary>How dates and times are kept in a SQLite file, which has no types for them.</summary>
public enum SqliteTimes
{
    /// <summary>ISO 8601: <c>2024-02-29</c>, <c>2024-02-29 12:30:00.5</c>, with T for the space, with Z or an offset behind it.</summary>
    Text,

    /// <summary>Seconds since 1970-01-01, whole or with a fraction.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970-01-01.</summary>
    UnixMilliseconds,

    /// <summary>Days since noon of 24 November 4714 BC, as SQLite's julianday() gives them; read to the millisecond.</summary>
    JulianDays,
}
