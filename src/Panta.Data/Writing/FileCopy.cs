using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>
/// Writes rows by DuckDB's COPY under a temporary name, and gives the file or folder its name when all of it is on disk. COPY itself does not sync, and uses
/// the
/// name at once.
/// </summary>
sealed class FileCopy(DataFrame data, Func<Field, string> columnSql, string settings, IProgress<long>? progress, CancellationToken cancel)
{
    /// <summary>Writes one file, in place of one there may be.</summary>
    /// <returns>The number of rows.</returns>
    public long ToFile(string path)
    {
        var (full, parent) = Target(path);
        if (Directory.Exists(full)) throw new IOException($"'{full}' is a folder: a file of that name cannot be written.");

        var temporary = Temporary(full);
        try
        {
            var rows = Copy(temporary, settings, ordered: false);
            Disk.SyncFile(temporary);
            Disk.Replace(temporary, full);
            Disk.SyncFolder(parent);
            return rows;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a folder of files; a folder of that name is not there yet, or empty.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="folderSettings">How the rows go into files.</param>
    /// <param name="extension">The files' extension.</param>
    /// <returns>The number of rows.</returns>
    public long ToFolder(string path, string folderSettings, string extension)
    {
        var (full, parent) = Target(path);
        if (File.Exists(full)) throw new IOException($"'{full}' is a file: a folder of that name cannot be written.");
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            throw new IOException($"The folder '{full}' is there and not empty. Delete it first, or write beside it.");

        var temporary = Temporary(full);
        try
        {
            Directory.CreateDirectory(temporary);
            var rows = Copy(temporary, $"{settings}, {folderSettings}, FILENAME_PATTERN 'part-{{i}}', FILE_EXTENSION {DuckDb.Literal(extension)}",
                ordered: true);
            DropEmpty(temporary);
            Settle(temporary, extension);
            if (Directory.Exists(full)) Directory.Delete(full);
            Directory.Move(temporary, full);
            Disk.SyncFolder(parent);
            return rows;
        }
        catch
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    static (string Full, string Parent) Target(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(parent))
            throw new DirectoryNotFoundException(
                $"Folder '{parent}' does not exist: '{Path.GetFileName(full)}' cannot be written there. Make the folder first.");
        return (full, parent);
    }

    static string Temporary(string full) => $"{full}.{Path.GetRandomFileName()}.tmp";

    // DuckDB begins a file at its bound, before it knows whether a row is left for it.
    static void DropEmpty(string folder)
    {
        var files = Directory.GetFiles(folder);
        if (files.Length < 2) return;

        using var db = SharedDuckDb.Connect();
        var rows = db.Query($"SELECT file_name FROM parquet_file_metadata([{string.Join(", ", files.Select(FilePaths.Literal))}]) WHERE num_rows = 0");
        for (var row = 0; row < Math.Min(rows.RowCount, files.Length - 1); row++) File.Delete((string)rows["file_name"].Value(row)!);
    }

    // Numbers of one width, so that the order of names is that of the rows; then everything to the disk, from the leaves up.
    static void Settle(string folder, string extension)
    {
        foreach (var file in Directory.GetFiles(folder))
        {
            var number = long.Parse(Path.GetFileName(file).AsSpan("part-".Length, Path.GetFileName(file).Length - "part-".Length - extension.Length - 1),
                CultureInfo.InvariantCulture);
            var settled = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}.{extension}"));
            Disk.SyncFile(file);
            File.Move(file, settled);
        }

        foreach (var child in Directory.GetDirectories(folder)) Settle(child, extension);
        Disk.SyncFolder(folder);
    }

    // A query runs where it is, in DuckDB, and its rows never cross into this process. Batches do, and so does what is written in several files at once: one
    // thread hands them over, so that the files hold the same rows each time.
    long Copy(string path, string all, bool ordered)
    {
        using var db = SharedDuckDb.Connect();
        using var query = new PlanSql(db, Written(ordered).Plan, cancel);
        try
        {
            var rows = db.Execute(
                $"COPY (SELECT {string.Join(", ", data.Schema.Fields.Select(columnSql))} FROM ({query.Text}) AS t) TO {DuckDb.Literal(path)} ({all})", [],
                    cancel);
            progress?.Report(rows);
            return rows;
        }
        catch (DuckDbException error) when (query.Explained(error) is var explained && explained != error)
        {
            throw explained;
        }
    }

    // A table in memory shows its sparse vectors as they are written; those of any other plan are shown dense.
    DataFrame Written(bool ordered)
    {
        if (progress is not null) return new(data.Schema, Counted);
        var needsBatches = (ordered && data.AsTable() is null) || data.Schema.Fields.Any(field => field.Type == DataType.Vector);
        return needsBatches && data.AsTable() is null && data.Plan is not BatchSource ? new(data.Schema, data.Batches) : data;
    }

    IEnumerable<Table> Counted(CancellationToken pass)
    {
        var rows = 0L;
        foreach (var batch in data.Batches(pass))
        {
            yield return batch;
            progress!.Report(rows += batch.RowCount);
        }
    }
}
