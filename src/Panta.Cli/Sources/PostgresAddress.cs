using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Cli.Sources;

/// <summary>A PostgreSQL database by the address that its own programs take: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require#TABLE</c>.</summary>
/// <param name="Place">The address without user, password and settings, for messages.</param>
/// <param name="Connection">The connection string.</param>
/// <param name="Table">The table after <c>#</c>; null for none.</param>
sealed partial record PostgresAddress(string Place, string Connection, string? Table)
{
    const string Form = "Write it as postgres://USER@HOST:PORT/DATABASE; the password comes from PGPASSWORD or ~/.pgpass.";

    /// <summary>Whether a path is such an address.</summary>
    public static bool Is(string path) =>
        path.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address. What is wrong with it is told without repeating it: it may hold a password.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static PostgresAddress Parse(string address)
    {
        var parts = Parts().Match(address);
        if (!parts.Success || Of("port") is { } given && int.Parse(given, CultureInfo.InvariantCulture) is 0 or > 65535)
            throw new UsageException($"The address of the PostgreSQL database cannot be read. {Form}");

        var settings = new DbConnectionStringBuilder();
        foreach (var (name, part) in new[] { ("Host", "host"), ("Port", "port"), ("Database", "database"), ("Username", "user"), ("Password", "password") })
            if (Of(part) is { } value) settings[name] = part == "host" ? value.Trim('[', ']') : value;
        foreach (var setting in parts.Groups["settings"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries)) Add(settings, setting);
        if (!settings.ContainsKey("Host")) settings["Host"] = "localhost";

        var place = $"postgres://{settings["Host"]}{(Of("port") is { } port ? $":{port}" : "")}/{(settings.TryGetValue("Database", out var database) ? database : "")}";
        return new(place, settings.ConnectionString, Of("table"));

        string? Of(string part) => parts.Groups[part] is { Success: true, Length: > 0 } found ? Uri.UnescapeDataString(found.Value) : null;
    }

    /// <summary>A table's name in its parts: <c>NAME</c> or <c>SCHEMA.NAME</c>.</summary>
    public static (string? Schema, string Table) NameOf(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (null, name) : (name[..dot], name[(dot + 1)..]);
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
            _ => throw new UsageException(
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
