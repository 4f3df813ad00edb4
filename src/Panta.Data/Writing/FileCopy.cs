using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>Writes rows by DuckDB's COPY under a temporary name, and gives the file its name when it is on disk. COPY itself does not sync, and uses the name at once.</summary>
static class FileCopy
{
    const string Rows = "panta_copy";

    /// <summary>Writes all rows and answers their number.</summary>
    public static long Write(string path, DataFrame data, Func<Field, string> columnSql, string settings, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"Folder '{folder}' does not exist: '{Path.GetFileName(full)}' cannot be written there. Make the folder first.");

        var temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            var rows = Copy(temporary, data, columnSql, settings, cancel);
            Disk.SyncFile(temporary);
            Disk.Replace(temporary, full);
            Disk.SyncFolder(folder);
            return rows;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static long Copy(string path, DataFrame data, Func<Field, string> columnSql, string settings, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        var view = $"{Rows}_{Path.GetRandomFileName()}";
        // A table in memory shows its sparse vectors as they are written; a frame's are shown dense, its batches may mix them.
        db.Register(view, data, cancel);
        try
        {
            return db.Execute($"COPY (SELECT {string.Join(", ", data.Schema.Fields.Select(columnSql))} FROM {DuckDb.Quote(view)}) TO {DuckDb.Literal(path)} ({settings})",
                [], cancel);
        }
        finally
        {
            db.Unregister(view);
        }
    }
}
