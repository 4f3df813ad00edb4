using System.Data.Common;

namespace Panta.Cli.Sources;

/// <summary>A PostgreSQL database by the address that its own programs take: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require#TABLE</c>.</summary>
/// <param name="Place">The address without user, password and settings, for messages.</param>
/// <param name="Connection">The connection string.</param>
/// <param name="Table">The table after <c>#</c>; null for none.</param>
sealed record PostgresAddress(string Place, string Connection, string? Table)
{
    const string Form = "Write it as postgres://USER@HOST:PORT/DATABASE; the password comes from PGPASSWORD or ~/.pgpass.";

    /// <summary>Whether a path is such an address.</summary>
    public static bool Is(string path) =>
        path.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address. What is wrong with it is told without repeating it: it may hold a password.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static PostgresAddress Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new UsageException($"The address of the PostgreSQL database cannot be read. {Form}");

        var settings = new DbConnectionStringBuilder();
        if (uri.Host.Length > 0) settings["Host"] = uri.Host;
        if (uri.Port > 0) settings["Port"] = uri.Port;
        if (uri.AbsolutePath.Length > 1) settings["Database"] = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) settings["Username"] = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) settings["Password"] = Uri.UnescapeDataString(user[1]);
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)) Add(settings, setting);
        if (!settings.ContainsKey("Host")) settings["Host"] = "localhost";

        var place = $"postgres://{settings["Host"]}{(uri.Port > 0 ? $":{uri.Port}" : "")}/{(settings.TryGetValue("Database", out var database) ? database : "")}";
        return new(place, settings.ConnectionString, uri.Fragment.Length > 1 ? Uri.UnescapeDataString(uri.Fragment[1..]) : null);
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
}
