namespace Panta.Tests;

/// <summary>A test that takes minutes: run by <c>make test-all</c> (PANTA_LONG=1), skipped elsewhere. The folder it needs of the shared ones, if any, is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class LongFactAttribute : FactAttribute
{
    /// <summary>Whether it needs PostgreSQL besides. Default false.</summary>
    public bool NeedsPostgres
    {
        get;
        set
        {
            field = value;
            if (value && PostgresServer.Binaries is null) Skip ??= "needs PostgreSQL's initdb and postgres on the PATH or in /usr/lib/postgresql";
        }
    }

    public LongFactAttribute(string shared = "")
    {
        if (Environment.GetEnvironmentVariable("PANTA_LONG") != "1") Skip = "takes minutes; 'make test-all' runs it";
        else if (shared.Length > 0 && !File.Exists(Shared.Path(shared)) && !Directory.Exists(Shared.Path(shared)))
            Skip = $"needs '{shared}' in the shared folder; set PANTA_SHARED";
    }
}
