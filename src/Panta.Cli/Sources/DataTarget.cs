using System.Collections.Immutable;
using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Writing;

namespace Panta.Cli.Sources;

/// <summary>Where rows are written to: a file by its extension, a Delta table, or a table of PostgreSQL.</summary>
/// <param name="Path">The path.</param>
sealed record DataTarget(string Path)
{
    /// <summary>What is written. Default null: by the path.</summary>
    public SourceFormat? Format { get; init; }

    /// <summary>What becomes of what is there. Default: there must be nothing.</summary>
    public TargetMode Mode { get; init; } = TargetMode.Create;

    /// <summary>Columns by which files are parted into folders. Default none.</summary>
    public ImmutableArray<string> PartitionBy { get; init; } = [];

    /// <summary>The compression of a Parquet file. Default null: zstd.</summary>
    public string? Compression { get; init; }

    /// <summary>The table of a database. Default null: the one that the address names.</summary>
    public string? Table { get; init; }

    /// <summary>Refuses what cannot be written, before a row is read.</summary>
    /// <exception cref="UsageException">There is something already, or an option does not fit the format.</exception>
    public SourceFormat Check()
    {
        var format = Format ?? ByPath();
        if (!PartitionBy.IsEmpty && format is not (SourceFormat.Delta or SourceFormat.Parquet))
            throw new UsageException($"--partition-by is for Delta tables and Parquet; '{Shown}' is written as {Name(format)}.");
        if (Compression is not null && format != SourceFormat.Parquet)
            throw new UsageException($"--compression is for Parquet; '{Shown}' is written as {Name(format)}. Text is packed by its name: rows.csv.gz.");
        if (format == SourceFormat.Postgres)
        {
            _ = TableOf(DatabaseAddress.Parse(Path));
            return format;
        }

        if (format == SourceFormat.Sqlite)
            throw new UsageException($"'{Path}' is an SQLite file; those are read, not written. Write to PostgreSQL, a Delta table or a file.");

        var isThere = format == SourceFormat.Delta ? DeltaTable.Exists(Path) : System.IO.Path.Exists(Path);
        if (isThere && Mode == TargetMode.Create)
            throw new UsageException($"'{Path}' is there already. Write it elsewhere, or say what becomes of it with {Remedy(format)}.");
        if (Mode == TargetMode.Append && format != SourceFormat.Delta)
            throw new UsageException($"Rows cannot be appended to '{Path}': {Name(format)} files are written whole. Append to a Delta table or to PostgreSQL.");
        return format;
    }

    /// <summary>Writes rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Is told the number of rows so far; null where nobody watches.</param>
    /// <param name="cancel">Gives the writing up; what was there stays as it was.</param>
    /// <exception cref="UsageException">See <see cref="Check"/>.</exception>
    public Written Write(DataFrame rows, IProgress<long>? progress, CancellationToken cancel)
    {
        var format = Check();
        return format switch
        {
            SourceFormat.Delta => ToDelta(new(rows, progress), cancel),
            SourceFormat.Postgres => ToPostgres(rows, progress, cancel),
            _ => ToFile(format, rows, progress, cancel),
        };
    }

    string Shown => PostgresAddress.Is(Path) ? DatabaseAddress.Parse(Path).Place : Path;

    static string Name(SourceFormat format) => format switch
    {
        SourceFormat.Csv => "CSV",
        SourceFormat.Json => "JSON",
        SourceFormat.Delta => "a Delta table",
        SourceFormat.Postgres => "a PostgreSQL table",
        SourceFormat.Sqlite => "an SQLite file",
        _ => "Parquet",
    };

    static string Remedy(SourceFormat format) => format == SourceFormat.Delta ? "--mode append or --mode overwrite" : "--mode overwrite";

    SourceFormat ByPath()
    {
        if (PostgresAddress.Is(Path)) return SourceFormat.Postgres;
        if (Path.Contains("://", StringComparison.Ordinal) || Path.EndsWith('/') || Directory.Exists(Path)) return SourceFormat.Delta;

        var name = System.IO.Path.GetFileName(Path).ToLowerInvariant();
        foreach (var packed in (ReadOnlySpan<string>)[".gz", ".zst"])
            if (name.EndsWith(packed, StringComparison.Ordinal)) name = name[..^packed.Length];
        return System.IO.Path.GetExtension(name) switch
        {
            ".csv" => SourceFormat.Csv,
            ".parquet" => SourceFormat.Parquet,
            ".json" or ".jsonl" or ".ndjson" => SourceFormat.Json,
            "" => SourceFormat.Delta,
            var other => throw new UsageException(
                $"'{Path}' ends in '{other}', which says nothing of what to write. End it in .csv, .parquet or .json, or in none for a Delta table; or say --to."),
        };
    }

    Written ToFile(SourceFormat format, DataFrame rows, IProgress<long>? progress, CancellationToken cancel)
    {
        var count = format switch
        {
            SourceFormat.Csv => CsvFile.Write(Path, rows, progress: progress, cancel: cancel),
            SourceFormat.Json => JsonLinesFile.Write(Path, rows, progress: progress, cancel: cancel),
            _ => ParquetFile.Write(Path, rows, new() { Compression = Compression ?? "zstd", PartitionBy = PartitionBy }, progress, cancel),
        };
        return new(Path, format, count, null);
    }

    Written ToDelta(CountedRows counted, CancellationToken cancel)
    {
        var version = DeltaTable.Exists(Path) ? Into(DeltaTable.Open(Path), counted.Rows, cancel) : Made(counted.Rows, cancel);
        return new(Path, SourceFormat.Delta, counted.Count, version);
    }

    long Into(DeltaTable table, DataFrame rows, CancellationToken cancel)
    {
        var columns = table.Snapshot().PartitionColumns;
        if (!PartitionBy.IsEmpty && !columns.SequenceEqual(PartitionBy))
            throw new UsageException($"'{Path}' is there already, partitioned by {(columns.IsEmpty ? "nothing" : string.Join(", ", columns))}. Leave out --partition-by.");

        return Mode == TargetMode.Overwrite ? table.Overwrite(rows, new() { ReplaceSchema = true }, cancel).Version : table.Append(rows, cancel: cancel);
    }

    // A table without its rows is not left behind.
    long Made(DataFrame rows, CancellationToken cancel)
    {
        var wasThere = System.IO.Path.Exists(Path);
        try
        {
            return DeltaTable.Create(Path, rows.Schema, new() { PartitionColumns = PartitionBy }).Append(rows, cancel: cancel);
        }
        catch when (!wasThere && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
            throw;
        }
    }

    string TableOf(PostgresAddress address) =>
        Table ?? address.Table ?? throw new UsageException($"Into which table of '{address.Place}'? Write '#NAME' after the address, or say --to-table NAME.");

    Written ToPostgres(DataFrame rows, IProgress<long>? progress, CancellationToken cancel)
    {
        var address = DatabaseAddress.Parse(Path);
        var (schema, table) = PostgresAddress.NameOf(TableOf(address));
        var mode = Mode switch
        {
            TargetMode.Append => PostgresWriteMode.Append,
            TargetMode.Overwrite => PostgresWriteMode.Replace,
            _ => PostgresWriteMode.Create,
        };
        var count = PostgresTable.Write(address.Connection, table, rows, new() { Mode = mode, Schema = schema, Progress = progress }, cancel);
        return new($"{address.Place}#{TableOf(address)}", SourceFormat.Postgres, count, null);
    }
}
