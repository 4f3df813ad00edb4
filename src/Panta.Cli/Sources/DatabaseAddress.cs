using Panta.Data.Databases;

namespace Panta.Cli.Sources;

/// <summary>Addresses of databases on the command line.</summary>
static class DatabaseAddress
{
    /// <summary>Reads an address of PostgreSQL's.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static PostgresAddress Parse(string address)
    {
        try
        {
            return PostgresAddress.Parse(address);
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
