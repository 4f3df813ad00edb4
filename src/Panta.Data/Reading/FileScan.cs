using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Files opened for reading: their rows, what was found out of them, and which rows are malformed. <see cref="Read"/> gives the rows alone.</summary>
public sealed class FileScan
{
    static readonly Schema MalformedSchema =
        new(new Field("file", DataType.String) { Nullable = false }, new("line", DataType.Int64) { Nullable = false }, new("text", DataType.String),
            new("reason", DataType.String));

    FileScan(
        FileFormat format, DataFrame rows, InferredSchema inferred, ImmutableArray<string> files, long malformed,
        Func<CancellationToken, IEnumerable<MalformedRow>> malformedRows)
    {
        (Format, Rows, Inferred, Files, MalformedCount) = (format, rows, inferred, files, malformed);
        Malformed = new(MalformedSchema, cancel => malformedRows(cancel).Chunk(10_000).Select(TableOf));
    }

    /// <summary>Gets the format of the files.</summary>
    public FileFormat Format { get; }

    /// <summary>Gets the rows, read anew at each pass, in the order of the files.</summary>
    public DataFrame Rows { get; }

    /// <summary>Gets what was found out of the files.</summary>
    public InferredSchema Inferred { get; }

    /// <summary>Gets the files in the order in which they are read.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>Gets how many rows are malformed and left out; 0 where malformed rows are an error.</summary>
    public long MalformedCount { get; }

    /// <summary>
    /// Gets the malformed rows (file, line, text, reason), found anew at each pass; of long rows the first 10,000 characters. Where malformed rows are an
    /// error, none
    /// are left out, and these are all there are.
    /// </summary>
    public DataFrame Malformed { get; }

    /// <summary>Opens CSV files.</summary>
    /// <param name="path">A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders).</param>
    /// <param name="options">How the text is read. Default: found out.</param>
    /// <param name="cancel">Ends a look through the files, where one is needed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static FileScan Csv(string path, CsvOptions? options = null, CancellationToken cancel = default) => Csv([path], options, cancel);

    /// <summary>Opens CSV files.</summary>
    /// <param name="paths">Files, folders and patterns.</param>
    /// <param name="options">How the text is read. Default: found out.</param>
    /// <param name="cancel">Ends a look through the files, where one is needed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static FileScan Csv(IEnumerable<string> paths, CsvOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var plan = CsvSniffer.Plan(FilePaths.Resolve(paths), options);
        var scratch = new Lazy<ScratchFolder>(() => new());
        var cleaned = plan.Files.Select((file, i) => CsvMalformed.Cleaned(plan, file, scratch, i, cancel)).ToList();
        var clean = plan with { Files = [.. cleaned.Select(file => file.File)] };
        ImmutableArray<string> files = [.. plan.Files.Select(file => file.Head.Path)];
        var rows = new FileSource(
            plan.Schema, FileFormat.Csv, files, clean.Sql, error => CsvErrors.Explain(clean, error), scratch.IsValueCreated ? scratch.Value : null);
        return new(FileFormat.Csv, new(rows), plan.Inferred, files, cleaned.Sum(file => file.Malformed), pass =>
            plan.Files.SelectMany(file => CsvMalformed.Rows(plan, file, pass)));
    }

    /// <summary>Opens Parquet files.</summary>
    /// <param name="path">A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders).</param>
    /// <param name="options">The columns expected. Default: the files'.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static FileScan Parquet(string path, ParquetReadOptions? options = null) => Parquet([path], options);

    /// <summary>Opens Parquet files.</summary>
    /// <param name="paths">Files, folders and patterns.</param>
    /// <param name="options">The columns expected. Default: the files'.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static FileScan Parquet(IEnumerable<string> paths, ParquetReadOptions? options = null)
    {
        var files = FilePaths.Resolve(paths);
        var (schema, sql, inferred) = ParquetScan.Plan(files, options ?? new());
        return new(FileFormat.Parquet, new(new FileSource(schema, FileFormat.Parquet, files, sql, error => ParquetScan.Explain(files, error))), inferred, files, 0, _ => []);
    }

    /// <summary>Opens JSON files: an object a line, an array of objects, or objects one behind the other.</summary>
    /// <param name="path">A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders).</param>
    /// <param name="options">How they are read. Default: found out.</param>
    /// <param name="cancel">Ends a look through the files, where one is needed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken.</exception>
    public static FileScan Json(string path, JsonOptions? options = null, CancellationToken cancel = default) => Json([path], options, cancel);

    /// <summary>Opens JSON files: an object a line, an array of objects, or objects one behind the other.</summary>
    /// <param name="paths">Files, folders and patterns.</param>
    /// <param name="options">How they are read. Default: found out.</param>
    /// <param name="cancel">Ends a look through the files, where one is needed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken.</exception>
    public static FileScan Json(IEnumerable<string> paths, JsonOptions? options = null, CancellationToken cancel = default)
    {
        var plan = JsonPlan.Of(FilePaths.Resolve(paths), options ?? new());
        var malformed = plan.Options.Malformed == MalformedRows.Fail ? 0 : plan.Malformed(cancel).LongCount();
        return new(FileFormat.Json, new(plan.Schema, plan.Batches), plan.Inferred, plan.Files, malformed, plan.Malformed);
    }

    /// <summary>Opens files of the format that their extension names.</summary>
    /// <param name="path">A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders).</param>
    /// <param name="csv">How it is read if it is CSV. Default: found out.</param>
    /// <param name="json">How it is read if it is JSON. Default: found out.</param>
    /// <param name="cancel">Stops the look at the files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its extension is not known.</exception>
    public static FileScan File(string path, CsvOptions? csv = null, JsonOptions? json = null, CancellationToken cancel = default)
    {
        var files = FilePaths.Resolve([path]);
        return FileFormats.Of(files[0]) switch
        {
            FileFormat.Parquet => Parquet(path),
            FileFormat.Json => Json(path, json, cancel),
            _ => Csv(path, csv, cancel),
        };
    }

    static Table TableOf(MalformedRow[] rows) => new(
        MalformedSchema,
        [
            TextColumn.Of([.. rows.Select(row => row.File)]), new Column<long>(DataType.Int64, rows.Select(row => row.Line).ToArray()),
            TextColumn.Of([.. rows.Select(row => row.Text)]), TextColumn.Of([.. rows.Select(row => row.Reason)]),
        ]);
}
