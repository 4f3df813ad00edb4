namespace Panta.Tests;

/// <summary>A test that needs PostgreSQL: skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (PostgresServer.Binaries is null) Skip = "needs PostgreSQL's initdb and postgres on the PATH or in /usr/lib/postgresql";
    }
}

/// <summary>A theory that needs PostgreSQL: skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute()
    {
        if (PostgresServer.Binaries is null) Skip = "needs PostgreSQL's initdb and postgres on the PATH or in /usr/lib/postgresql";
    }
}
