namespace Panta.Tracking.Engines;

/// <summary>Another process keeps its metadata in the database.</summary>
/// <param name="place">The database's address without user and password.</param>
/// <param name="holder">Who it is, as <c>panta HOST 4711</c>; null where the server does not tell.</param>
public sealed class DatabaseInUseException(string place, string? holder) : IOException(Describe(place, holder))
{
    /// <summary>The database's address without user and password.</summary>
    public string Place { get; } = place;

    /// <summary>The machine and process that has the database, as <c>panta HOST 4711</c>; null where the server does not tell.</summary>
    public string? Holder { get; } = holder;

    static string Describe(string place, string? holder)
    {
        var words = holder?.Split(' ') ?? [];
        var who = words is ["panta", var host, var process] ? $"process {process} on {host}" : "another process";
        return $"The database '{place}' is in use by {who}. Use that server, stop it, or give another database.";
    }
}
