using System.Data;
using System.Text.Json;
using System.Text.RegularExpressions;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    const int AliasLength = 255;
    const string HistoryColumns = "change, name, alias, version, previous_version, at, who, why, evidence";

    /// <summary>Raised when a move of an alias is on disk, before the call that made it returns. A handler must not throw.</summary>
    public event EventHandler<AliasChange>? AliasMoved;

    /// <summary>Points an alias to a version and records it.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">The alias; new or moved.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="who">Who decided: a user's name, <c>page</c>, or <c>policy NAME</c>.</param>
    /// <param name="why">Why, for people.</param>
    /// <param name="evidenceJson">The numbers behind it, as JSON; null for none.</param>
    /// <param name="at">When, by the project's clock; null for the system's now.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>The move; null where the alias pointed there already.</returns>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ArgumentException">The alias is not allowed, or the evidence is no JSON.</exception>
    public Task<AliasChange?> SetAliasAsync(
        string name, string alias, long version, string who, string why, string? evidenceJson = null, DateTimeOffset? at = null,
        CancellationToken cancel = default)
    {
        var move = new AliasMove { Model = name, Alias = alias, Version = version, Who = who, Why = why, Evidence = evidenceJson, At = at };
        RequireMove(move);
        return database.WriteAsync(c => MoveAlias(c, move), cancel);
    }

    /// <summary>Removes an alias and records it.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="who">Who decided.</param>
    /// <param name="why">Why, for people.</param>
    /// <param name="at">When, by the project's clock; null for the system's now.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>The move; null where there was no such alias.</returns>
    public Task<AliasChange?> DeleteAliasAsync(
        string name, string alias, string who, string why, DateTimeOffset? at = null, CancellationToken cancel = default) =>
        database.WriteAsync(c => MoveAlias(c, new() { Model = name, Alias = alias, Version = null, Who = who, Why = why, At = at }), cancel);

    /// <summary>
    /// Moves or removes an alias inside a transaction of the caller's, so that what the decision rests on and the move are kept together or not at all.
    /// <see cref="AliasMoved"/> is raised when that transaction is on disk.
    /// </summary>
    /// <param name="connection">The connection that <see cref="Database.WriteAsync{T}"/> gave.</param>
    /// <param name="move">What to move, who decided and why.</param>
    /// <returns>The move; null where nothing changed.</returns>
    /// <exception cref="NotFoundException">There is no such model or version.</exception>
    /// <exception cref="ArgumentException">The alias is not allowed, or the evidence is no JSON.</exception>
    public AliasChange? MoveAlias(IDbConnection connection, AliasMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (move.Version is { } version)
        {
            RequireMove(move);
            RequireVersion(connection, move.Model, version);
        }
        else
        {
            Require(connection, move.Model);
        }

        var previous = connection.First("SELECT version FROM aliases WHERE name = @0 AND alias = @1", r => (long?)r.GetInt64(0), move.Model, move.Alias);
        if (previous is null) RequireAlias(move.Alias);
        if (previous == move.Version) return null;

        if (move.Version is null) connection.Run("DELETE FROM aliases WHERE name = @0 AND alias = @1", move.Model, move.Alias);
        else
            connection.Run(
                "INSERT INTO aliases (name, alias, version) VALUES (@0, @1, @2) ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version",
                move.Model, move.Alias, move.Version);
        AnnounceAlias(connection, move);
        return Record(connection, move, previous);
    }

    /// <summary>The version an alias points to.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">The alias; <c>latest</c> in any case of letters is the highest version number.</param>
    /// <exception cref="NotFoundException">There is no such model, or it has no version.</exception>
    /// <exception cref="ArgumentException">There is no such alias.</exception>
    public ModelVersion GetByAlias(string name, string alias) => database.Read(c =>
    {
        Require(c, name);
        var latest = alias.Equals("latest", StringComparison.OrdinalIgnoreCase);
        var sql = latest ? "SELECT MAX(version) FROM model_versions WHERE name = @0" : "SELECT version FROM aliases WHERE name = @0 AND alias = @1";
        var version = latest ? c.First(sql, r => r.LongOrNull(0), name) : c.First(sql, r => (long?)r.GetInt64(0), name, alias);
        if (version is null && latest) throw new NotFoundException(
            "model version", name, $"Registered Model with name={name} not found in any version: it has none yet.");
        return ModelRows.GetVersion(c, name, version ?? throw new ArgumentException($"Registered model alias {alias} not found. Set it first."));
    });

    /// <summary>The version an alias points to; null where there is no such model or alias.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">The alias.</param>
    public ModelVersion? FindByAlias(string name, string alias) => database.Read(c =>
        c.First(
            "SELECT version FROM aliases WHERE name = @0 AND alias = @1",
            r => (long?)r.GetInt64(0), name, alias) is { } version ? ModelRows.GetVersion(c, name, version) : null);

    /// <summary>The moves of a model's aliases, newest first; they outlive the model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">Only of this alias; null for all.</param>
    public IReadOnlyList<AliasChange> AliasHistory(string name, string? alias = null) => database.Read(c => c.Rows(
        $"SELECT {HistoryColumns} FROM alias_history WHERE name = @0 AND (CAST(@1 AS TEXT) IS NULL OR alias = @1) ORDER BY change DESC", ReadChange, name, alias));

    AliasChange Record(IDbConnection connection, AliasMove move, long? previous)
    {
        var at = (move.At ?? time.GetUtcNow()).ToUnixTimeMilliseconds();
        connection.Run(
            "INSERT INTO alias_history (name, alias, version, previous_version, at, who, why, evidence) VALUES (@0, @1, @2, @3, @4, @5, @6, @7)",
            move.Model, move.Alias, move.Version, previous, at, move.Who, move.Why, move.Evidence);
        var change = connection.First($"SELECT {HistoryColumns} FROM alias_history ORDER BY change DESC LIMIT 1", ReadChange)!; // just written
        Database.AfterCommit(() => AliasMoved?.Invoke(this, change));
        return change;
    }

    // Those of one version, or with null of all the model's.
    void RemoveAliases(IDbConnection connection, string name, long? version, string who, string why)
    {
        foreach (var alias in connection.Rows("SELECT alias FROM aliases WHERE name = @0 AND (CAST(@1 AS BIGINT) IS NULL OR version = @1)", r => r.GetString(0), name, version))
            MoveAlias(connection, new() { Model = name, Alias = alias, Version = null, Who = who, Why = why });
    }

    static void RequireMove(AliasMove move)
    {
        RequireAlias(move.Alias);
        if (move.Evidence is not { } evidence) return;

        try
        {
            JsonDocument.Parse(evidence).Dispose();
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The evidence for moving alias '{move.Alias}' of '{move.Model}' is not JSON: {error.Message}", error);
        }
    }

    static void RequireAlias(string alias)
    {
        if (alias.Length > AliasLength) throw new ArgumentException(
            $"Invalid alias: it exceeds the maximum length of {AliasLength} characters with {alias.Length}.");
        if (!AliasPattern().IsMatch(alias))
            throw new ArgumentException($"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        if (alias.Equals("latest", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("'latest' alias name (case insensitive) is reserved.");
        if (VersionPattern().IsMatch(alias)) throw new ArgumentException($"Version alias name '{alias}' is reserved.");
    }

    static AliasChange ReadChange(IDataRecord row) => new()
    {
        Change = row.GetInt64(0),
        Model = row.GetString(1),
        Alias = row.GetString(2),
        Version = row.LongOrNull(3),
        PreviousVersion = row.LongOrNull(4),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Who = row.GetString(6),
        Why = row.GetString(7),
        Evidence = row.TextOrNull(8),
    };

    [GeneratedRegex(@"\A[\w\-]+\z")]
    private static partial Regex AliasPattern();

    [GeneratedRegex(@"\A[vV][0-9]+\z")]
    private static partial Regex VersionPattern();
}
