using Panta.Tests;

namespace Panta.Data.Tests.Databases;

/// <summary>A test that needs PostgreSQL with its extension citext: skipped, with the reason, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class CitextFactAttribute : FactAttribute
{
    const string Debian = "/usr/share/postgresql";

    public CitextFactAttribute()
    {
        var isThere = Directory.Exists(Debian) && Directory.GetDirectories(Debian).Any(version => File.Exists(Path.Combine(version, "extension/citext.control")));
        if (PostgresServer.Binaries is null || !isThere) Skip = $"needs PostgreSQL and its extension citext in {Debian}";
    }
}
