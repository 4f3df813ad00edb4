namespace Panta.Data.Databases;

/// <summary>What went wrong between Panta and a database, as far as a caller may want to act on it.</summary>
public enum DatabaseProblem
{
    /// <summary>No server answers there, or the file cannot be opened.</summary>
    Unreachable,

    /// <summary>The server does not let this user in, or not to this table.</summary>
    Refused,

    /// <summary>There is no such database, schema, table or column.</summary>
    NotFound,

    /// <summary>There is such a table already.</summary>
    AlreadyExists,

    /// <summary>The statement is no query, or cannot be understood.</summary>
    InvalidSql,

    /// <summary>The statement took longer than it may.</summary>
    TimedOut,

    /// <summary>The connection broke before the last row; what was read until then is not the whole.</summary>
    Broken,

    /// <summary>A value has no place in its column.</summary>
    Value,

    /// <summary>The columns are others than when the frame was made, or than the table's.</summary>
    Changed,

    /// <summary>The database refused for another reason, which the message tells.</summary>
    Failed,
}
