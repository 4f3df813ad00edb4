using System.Buffers;
using System.Data;
using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Serving.Endpoints;

/// <summary>The endpoints' settings on disk. Thread-safe; writes complete when they are fsynced.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock of <see cref="EndpointSettings.Created"/>.</param>
public sealed class EndpointStore(Database database, TimeProvider time)
{
    const int LongestName = 64;
    const string Columns = "name, project, model, alias, is_default, time_column, key_column, created";

    static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Makes an endpoint, or changes the one of that name.</summary>
    /// <param name="settings">What it shall be; <see cref="EndpointSettings.Created"/> is not read.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>What is stored; its time of making is the first one's.</returns>
    /// <exception cref="ArgumentException">The name, model or alias is not allowed.</exception>
    public Task<EndpointSettings> SetAsync(EndpointSettings settings, CancellationToken cancel = default)
    {
        Require(settings);
        return database.WriteAsync(connection => Set(connection, settings, time.GetUtcNow()), cancel);
    }

    /// <summary>Makes or changes an endpoint inside a transaction of the caller's; see <see cref="SetAsync"/>.</summary>
    /// <param name="connection">The connection that <see cref="Database.WriteAsync{T}"/> gave.</param>
    /// <param name="settings">What it shall be.</param>
    /// <param name="now">The time of making, for a new one.</param>
    public static EndpointSettings Set(IDbConnection connection, EndpointSettings settings, DateTimeOffset now)
    {
        Require(settings);
        if (settings.IsDefault) connection.Execute("UPDATE endpoints SET is_default = @no WHERE name <> @name", new { no = false, name = settings.Name });
        connection.Execute(
            $"INSERT INTO endpoints ({Columns}) VALUES (@Name, @Project, @Model, @Alias, @IsDefault, @TimeColumn, @KeyColumn, @created) "
            + "ON CONFLICT (name) DO UPDATE SET project = excluded.project, model = excluded.model, alias = excluded.alias, "
            + "is_default = excluded.is_default, time_column = excluded.time_column, key_column = excluded.key_column",
            new
            {
                settings.Name,
                settings.Project,
                settings.Model,
                settings.Alias,
                settings.IsDefault,
                settings.TimeColumn,
                settings.KeyColumn,
                created = now.ToUnixTimeMilliseconds(),
            });
        return Find(connection, settings.Name)!;
    }

    /// <summary>The endpoint of that name, or null.</summary>
    public EndpointSettings? Find(string name) => database.Read(connection => Find(connection, name));

    /// <summary>All endpoints, by name.</summary>
    public IReadOnlyList<EndpointSettings> List() =>
        database.Read(connection => connection.Query($"SELECT {Columns} FROM endpoints ORDER BY name").Select(row => (EndpointSettings)Read(row)).ToList());

    /// <summary>Removes an endpoint's settings; its predictions and labels stay on disk.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Task DeleteAsync(string name, CancellationToken cancel = default) => database.WriteAsync(
        connection =>
        {
            if (connection.Execute("DELETE FROM endpoints WHERE name = @name", new { name }) == 0) throw new NotFoundException("endpoint", name);
        },
        cancel);

    static EndpointSettings? Find(IDbConnection connection, string name) =>
        connection.Query($"SELECT {Columns} FROM endpoints WHERE name = @name", new { name }).Select(row => (EndpointSettings)Read(row)).FirstOrDefault();

    static EndpointSettings Read(dynamic row) => new()
    {
        Name = row.name,
        Project = row.project,
        Model = row.model,
        Alias = row.alias,
        IsDefault = Convert.ToBoolean(row.is_default),
        TimeColumn = row.time_column,
        KeyColumn = row.key_column,
        Created = DateTimeOffset.FromUnixTimeMilliseconds((long)row.created),
    };

    static void Require(EndpointSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!IsName(settings.Name))
            throw new ArgumentException(
                $"'{settings.Name}' is no name for an endpoint. Use 1 to 64 letters, digits, '.', '_' and '-', and begin with a letter or digit.",
                    nameof(settings));
        if (string.IsNullOrWhiteSpace(settings.Model)) throw new ArgumentException($"Endpoint '{settings.Name}' names no model.", nameof(settings));
        if (string.IsNullOrWhiteSpace(settings.Alias))
            throw new ArgumentException($"Endpoint '{settings.Name}' names no alias; champion is the usual one.", nameof(settings));
    }

    static bool IsName(string name) =>
        name is { Length: > 0 and <= LongestName } && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);
}
