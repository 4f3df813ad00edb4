using System.Globalization;
using System.Text.RegularExpressions;
using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Reading;

namespace Panta.Cli.Sources;

/// <summary>What a path of the command line means, opened: the one place that says so.</summary>
/// <param name="Place">Where it is, as messages name it; never with a password.</param>
/// <param name="Format">What it is.</param>
/// <param name="Rows">Its rows.</param>
sealed partial record DataSource(string Place, SourceFormat Format, DataFrame Rows)
{
    static ReadOnlySpan<byte> SqliteHeader => "SQLite format 3\0"u8;

    /// <summary>The files and what was found out of them. Default null: it is none of files.</summary>
    public FileScan? Files { get; init; }

    /// <summary>The Delta table. Default null: it is none.</summary>
    public DeltaTable? Table { get; init; }

    /// <summary>The version of the Delta table. Default null: it is none.</summary>
    public DeltaSnapshot? Snapshot { get; init; }

    /// <summary>The number of rows where it is known without reading them; 0 elsewhere.</summary>
    public long KnownRows => Snapshot?.RowCount ?? 0;

    /// <summary>Opens what is at a path; no row is read yet.</summary>
    /// <exception cref="UsageException">Options do not fit what is there.</exception>
    public static DataSource Open(string path, SourceOptions options, CancellationToken cancel)
    {
        if (!Path.Exists(path) && VersionedPath().Match(path) is { Success: true } versioned)
        {
            if (options.Version is not null || options.At is not null)
                throw new UsageException($"'{path}' names a version, and so does an option. Give one of them.");

            path = versioned.Groups["table"].Value;
            options = options with { Version = long.Parse(versioned.Groups["version"].Value, CultureInfo.InvariantCulture), Format = SourceFormat.Delta };
        }

        var format = options.Format ?? FormatOf(path);
        if (format != SourceFormat.Delta && (options.Version is not null || options.At is not null))
            throw new UsageException($"'{Shown(path)}' is no Delta table, so there are no versions of it. Leave out --version and --at.");
        if (format is not (SourceFormat.Postgres or SourceFormat.Sqlite) && (options.Table is not null || options.Query is not null))
            throw new UsageException($"'{Shown(path)}' is no database. Leave out --table and --query.");

        return format switch
        {
            SourceFormat.Delta => OfDelta(path, options),
            SourceFormat.Postgres => OfPostgres(path, options),
            SourceFormat.Sqlite => OfSqlite(path, options),
            _ => OfFiles(path, format, options, cancel),
        };
    }

    /// <summary>Opens a Delta table to change it.</summary>
    public static DeltaTable OpenTable(string path)
    {
        RequireTable(path);
        return DeltaTable.Open(path);
    }

    static SourceFormat? FormatOf(string path)
    {
        if (PostgresAddress.Is(path)) return SourceFormat.Postgres;
        if (path.Contains("://", StringComparison.Ordinal) || Directory.Exists(path)) return SourceFormat.Delta;
        return IsSqlite(FileOf(path).File) ? SourceFormat.Sqlite : null;
    }

    static string Shown(string path) => PostgresAddress.Is(path) ? DatabaseAddress.Parse(path).Place : path;

    static DataSource OfDelta(string path, SourceOptions options)
    {
        var table = OpenTable(path);
        var snapshot = options.At is { } time ? table.SnapshotAt(time) : table.Snapshot(options.Version);
        return new(table.Path, SourceFormat.Delta, snapshot.AsFrame()) { Table = table, Snapshot = snapshot };
    }

    // A table whose log is gone is not read as files: rows that were deleted would be back.
    static void RequireTable(string path)
    {
        if (!Directory.Exists(path) || Directory.Exists(Path.Combine(path, "_delta_log"))) return;

        throw new DeltaException(
            Path.GetFullPath(path),
            $"there is none: the log '_delta_log' is missing. To read the files of a folder name them, as '{path.TrimEnd('/')}/*.parquet', or say --format parquet.");
    }

    static DataSource OfPostgres(string path, SourceOptions options)
    {
        var address = DatabaseAddress.Parse(path);
        if (options.Query is { } query) return new(address.Place, SourceFormat.Postgres, Read.Postgres(address.Connection, query));

        var name = options.Table ?? address.Table
            ?? throw new UsageException($"Which rows of '{address.Place}'? Say --table NAME or --query SQL, or write '#NAME' after the address.");
        var (schema, table) = PostgresAddress.NameOf(name);
        return new($"{address.Place}#{name}", SourceFormat.Postgres, Read.PostgresTable(address.Connection, table, schema));
    }

    static DataSource OfSqlite(string path, SourceOptions options)
    {
        var (file, named) = FileOf(path);
        if (options.Query is { } query) return new(file, SourceFormat.Sqlite, Read.Sqlite(file, query));

        var table = options.Table ?? named
            ?? throw new UsageException($"Which rows of the database '{file}'? Say --table NAME or --query SQL, or write '#NAME' after the path.");
        return new($"{file}#{table}", SourceFormat.Sqlite, Read.SqliteTable(file, table));
    }

    // A file and the table after '#'; a file whose own name has that is one.
    static (string File, string? Table) FileOf(string path)
    {
        var hash = File.Exists(path) ? -1 : path.LastIndexOf('#');
        return hash < 1 ? (path, null) : (path[..hash], path[(hash + 1)..]);
    }

    static bool IsSqlite(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < SqliteHeader.Length) return false;

        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[SqliteHeader.Length];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(SqliteHeader);
    }

    static DataSource OfFiles(string path, SourceFormat? format, SourceOptions options, CancellationToken cancel)
    {
        var json = new JsonOptions { Types = options.Csv.Types, Malformed = options.Csv.Malformed, Encoding = options.Csv.Encoding };
        var scan = format switch
        {
            SourceFormat.Csv => FileScan.Csv(path, options.Csv, cancel),
            SourceFormat.Parquet => FileScan.Parquet(path),
            SourceFormat.Json => FileScan.Json(path, json, cancel),
            _ => FileScan.File(path, options.Csv, json, cancel),
        };
        var found = scan.Format switch
        {
            FileFormat.Csv => SourceFormat.Csv,
            FileFormat.Parquet => SourceFormat.Parquet,
            _ => SourceFormat.Json,
        };
        return new(path, found, scan.Rows) { Files = scan };
    }

    [GeneratedRegex("^(?<table>.+)@v(?<version>[0-9]{1,18})$", RegexOptions.Singleline)]
    private static partial Regex VersionedPath();
}
