using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Panta.Data.Databases;

/// <summary>
/// A PostgreSQL database by the address that its own programs take, <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require#TABLE</c>, or by Npgsql's
/// settings, <c>Host=…;Database=…</c>. Its text is <see cref="Place"/>: it never shows user and password.
/// </summary>
public sealed partial class PostgresAddress
{
    const string Form = "Write it as postgres://USER@HOST:PORT/DATABASE; the password comes from PGPASSWORD or ~/.pgpass.";

    PostgresAddress(string place, string connection, string? table)
    {
        Place = place;
        Connection = connection;
        Table = table;
    }

    /// <summary>The address without user, password and settings, for messages: <c>postgres://HOST:PORT/DATABASE</c>.</summary>
    public string Place { get; }

    /// <summary>The connection string for Npgsql. It may hold a password.</summary>
    public string Connection { get; }

    /// <summary>The table after <c>#</c>; null for none.</summary>
    public string? Table { get; }

    /// <summary>Whether a path is such an address, and not Npgsql's settings.</summary>
    /// <param name="path">A path or an address.</param>
    public static bool Is(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads an address, or Npgsql's settings. What is wrong with it is told without repeating it: it may hold a password.</summary>
    /// <param name="address">The address or settings.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static PostgresAddress Parse(string address) => Is(address) ? OfAddress(address) : OfSettings(address);

    /// <summary>A table's name in its parts: <c>NAME</c> or <c>SCHEMA.NAME</c>.</summary>
    /// <param name="name">The name.</param>
    public static (string? Schema, string Table) NameOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (null, name) : (name[..dot], name[(dot + 1)..]);
    }

    /// <summary>The place.</summary>
    public override string ToString() => Place;

    static PostgresAddress OfSettings(string text)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new ArgumentException($"The address of the PostgreSQL database cannot be read. {Form}");
        }

        if (string.IsNullOrEmpty(settings.Host)) throw new ArgumentException($"The address of the PostgreSQL database names no host. {Form}");
        return new($"postgres://{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}", text, null);
    }

    static PostgresAddress OfAddress(string address)
    {
        var parts = Parts().Match(address);
        if (!parts.Success || Of("port") is { } given && int.Parse(given, CultureInfo.InvariantCulture) is 0 or > 65535)
            throw new ArgumentException($"The address of the PostgreSQL database cannot be read. {Form}");

        var settings = new DbConnectionStringBuilder();
        foreach (var (name, part) in new[] { ("Host", "host"), ("Port", "port"), ("Database", "database"), ("Username", "user"), ("Password", "password") })
            if (Of(part) is { } value) settings[name] = part == "host" ? value.Trim('[', ']') : value;
        foreach (var setting in parts.Groups["settings"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries)) Add(settings, setting);
        if (!settings.ContainsKey("Host")) settings["Host"] = "localhost";

        var place = $"postgres://{settings["Host"]}{(Of("port") is { } port ? $":{port}" : "")}/{(settings.TryGetValue("Database", out var database) ? database : "")}";
        return new(place, settings.ConnectionString, Of("table"));

        string? Of(string part) => parts.Groups[part] is { Success: true, Length: > 0 } found ? Uri.UnescapeDataString(found.Value) : null;
    }

    static void Add(DbConnectionStringBuilder settings, string setting)
    {
        var parts = setting.Split('=', 2);
        var value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        var name = parts[0].ToLowerInvariant() switch
        {
            "host" => "Host",
            "port" => "Port",
            "user" => "Username",
            "password" => "Password",
            "dbname" => "Database",
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            _ => throw new ArgumentException(
                $"The address of the PostgreSQL database sets '{parts[0]}'; allowed are host, port, user, password, dbname, sslmode, sslrootcert, application_name, connect_timeout."),
        };
        settings[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }

    // As PostgreSQL's own programs have it, the host may be missing where a setting names it; .NET's Uri refuses that.
    [GeneratedRegex(
        @"^postgres(ql)?://((?<user>[^:@/?#]*)(:(?<password>[^@/?#]*))?@)?(?<host>\[[^\]]*\]|[^:/?#]*)(:(?<port>[0-9]{1,5}))?"
        + @"(/(?<database>[^?#]*))?(\?(?<settings>[^#]*))?(#(?<table>.*))?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Parts();
}
