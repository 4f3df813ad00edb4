using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Panta.Tracking.Engines;

/// <summary>What PostgreSQL's failures mean for whoever asked. A message repeats neither SQL nor settings: they may hold a password.</summary>
static class PostgresFailures
{
    const string Again = "then repeat; nothing half-done was kept.";

    /// <summary>Whether the connection is gone, and another one may do.</summary>
    public static bool IsLost(Exception error) => error switch
    {
        PostgresException refusal => refusal.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or "57P05" or "25P03", // the last two: idle for too long
        NpgsqlException { InnerException: TimeoutException } or NpgsqlOperationInProgressException or StoreException or DatabaseInUseException => false,
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Why a connection could not be opened.</summary>
    public static StoreException OfOpening(string place, Exception error) => new(place, Opening(error), error);

    /// <summary>Why a statement failed; null where it is the work's own failure.</summary>
    public static Exception? OfStatement(string place, Exception error) => error switch
    {
        EncoderFallbackException => new ArgumentException("A text has half of a surrogate pair, which is no character. Send valid Unicode.", error),
        PostgresException refusal => Refusal(place, refusal),
        NpgsqlException { InnerException: TimeoutException } => new StoreException(
            place, $"did not answer in time. Look what holds it up, {Again}", error),
        _ when IsLost(error) => new StoreException(
            place, "is away: the connection broke. Panta connects again by itself when it is back; repeat then; nothing half-done was kept.", error),
        _ => null,
    };

    /// <summary>That a connection broke when its transaction was being committed.</summary>
    public static StoreException OfCommit(string place, Exception error) => new(
        place, "went away while a change was being committed: it may have been kept or not. Look whether it is there before you repeat it.", error);

    static Exception? Refusal(string place, PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.DiskFull => new StoreException(place, $"could not be written: the server's disk is full. Free some space, {Again}", error),
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => new ArgumentException(
            "A text holds the character U+0000, which PostgreSQL does not keep. Leave it out.", error),
        PostgresErrorCodes.ProgramLimitExceeded => new ArgumentException(
            "A key or name is too long: PostgreSQL keeps at most 2,704 bytes of what it looks up by. Shorten it.", error),
        PostgresErrorCodes.QueryCanceled => QueryLimit.Exceeded(error),
        PostgresErrorCodes.InsufficientPrivilege => new StoreException(
            place, $"refused: {error.MessageText}. Grant the user what it lacks, {Again}", error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new StoreException(
            place, $"only reads: the server is a standby or is set read-only. Connect to the one that writes, {Again}", error),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => new StoreException(
            place, $"lacks something that Panta made: {error.MessageText}. Look with 'panta db check'.", error),
        _ when IsLost(error) || error.SqlState[..2] is "53" or "57" or "58" or "40" or "55" => new StoreException(
            place, $"is away for now: {error.MessageText}. Panta tries again with the next request; repeat then; nothing half-done was kept.", error),
        _ => null,
    };

    static string Opening(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refusal =>
            $"refused: {refusal.MessageText}. Check user and password (in the address, PGPASSWORD or ~/.pgpass).",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } refusal => $"refused: {refusal.MessageText}. Make it with 'createdb'.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } refusal =>
            $"has no connection to spare: {refusal.MessageText}. Raise its max_connections, or let other programs use fewer.",
        PostgresException refusal => $"refused: {refusal.MessageText}.",
        NpgsqlException { InnerException: null } missing when missing.Message.Contains("assword", StringComparison.Ordinal) =>
            "asks for a password, and none was given. Put it into the address, PGPASSWORD or ~/.pgpass.",
        _ => $"cannot be reached: {Reason(error)}. Check host and port, and that the server runs; Panta connects by itself when it does.",
    };

    static string Reason(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error is SocketException socket ? $"{socket.SocketErrorCode}" : error.Message.TrimEnd('.');
    }
}
