using System.Text;
using System.Text.RegularExpressions;
using Panta.Cli.Sources;
using Panta.Data.Databases;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Transfers;

/// <summary>Stores of MLflow's on the command line, written as its own programs take them.</summary>
static partial class MlflowSource
{
    /// <summary>Opens one.</summary>
    /// <param name="text">A file, SQLAlchemy's URL of a database, or a server's address.</param>
    /// <param name="files">Where the files of <c>mlflow-artifacts:/</c> are; null for unknown.</param>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static ITransferSource Open(string text, string? files)
    {
        if (files is not null && !Directory.Exists(files)) throw new UsageException($"--artifacts-from is '{files}', which is no folder.");
        if (text.StartsWith("sqlite:///", StringComparison.OrdinalIgnoreCase)) return MlflowDatabase.OpenSqlite(text["sqlite:///".Length..], files);

        var database = Driver().Replace(text, "${scheme}:");
        if (PostgresAddress.Is(database)) return MlflowDatabase.OpenPostgres(DatabaseAddress.Parse(database), files);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return new MlflowServer(address, Authorization(address));
        if (text.Contains("://", StringComparison.Ordinal))
            throw new UsageException(
                $"'{text[..text.IndexOf(':', StringComparison.Ordinal)]}' is no kind of store that can be read here. Start 'mlflow server' on it and give that "
                + "address.");
        if (Directory.Exists(text))
            throw new UsageException(
                $"'{text}' is a folder. Give the SQLite file in it; bring a folder of MLflow's file store (mlruns) into one first: "
                + "'mlflow migrate-filestore --source FOLDER --target sqlite:///mlflow.db', where FOLDER holds mlruns.");

        return MlflowDatabase.OpenSqlite(text, files);
    }

    // As MLflow's own clients have it.
    static string? Authorization(Uri address)
    {
        if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token) return $"Bearer {token}";

        var user = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } name
            ? $"{name}:{Environment.GetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD")}" : Uri.UnescapeDataString(address.UserInfo);
        return user.Length == 0 ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}";
    }

    // SQLAlchemy names the driver after the kind of database: postgresql+psycopg2://.
    [GeneratedRegex(@"\A(?<scheme>postgres(ql)?)\+\w+:", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Driver();
}
