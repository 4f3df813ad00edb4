using System.Security.Cryptography;
using System.Text;
using Panta.Data.Delta;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Serving.Protocols;
using Panta.Serving.Scoring;

namespace Panta.Serving.Batch;

/// <summary>Scores a file into a Delta table, batch by batch in constant memory: the file's columns, then the model's.</summary>
public static class BatchScoring
{
    /// <summary>Scores a file (CSV, Parquet or JSON by its extension) into a table, which is made where there is none.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="source">The file.</param>
    /// <param name="table">The folder of the Delta table; rows are appended to one that is there.</param>
    /// <param name="job">
    /// A name for this work in the table's log. The same work again under its name goes on after the last batch that is on disk, so a run that was cut off
    /// is finished by running it again.
    /// Default null: the file's path, size and time of change, and the model.
    /// </param>
    /// <param name="progress">Told the number of rows done after each batch. Default null.</param>
    /// <param name="cancel">Stops between batches; those done stay.</param>
    /// <returns>The number of rows scored and the table's version that holds them.</returns>
    /// <exception cref="InvocationException">
    /// The file lacks a column of the model, or a value does not fit; the row is counted from the file's start.
    /// </exception>
    /// <exception cref="IOException"><paramref name="table"/> is a file, or a folder with something else in it.</exception>
    /// <exception cref="DeltaException">The table cannot be written, or has other columns.</exception>
    public static BatchResult Run(
        Scorer scorer, string source, string table, string? job = null, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);

        job ??= Job(source, scorer.Origin);
        var delta = DeltaTable.Exists(table) ? DeltaTable.Open(table) : null;
        if (delta is null) RequireEmpty(table);
        long rows = 0, batches = 0;
        foreach (var batch in Read.File(source).Batches(cancel))
        {
            var read = batch.Flatten();
            var scored = WithPredictions(scorer, read, rows);
            delta ??= DeltaTable.Create(table, Nullable(scored.Schema));
            delta.Append(scored, new DeltaTransaction(job, batches++), cancel: cancel);
            rows += read.RowCount;
            progress?.Report(rows);
        }
        return new(rows, delta?.Version ?? -1);
    }

    // A table in among other files would take what lies there for its own.
    static void RequireEmpty(string folder)
    {
        if (File.Exists(folder)) throw new IOException($"'{folder}' is a file; needs the folder of a Delta table, or one that is not there yet.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"The folder '{folder}' is not empty and no Delta table; needs the folder of one, or one that is not there yet.");
    }

    static Table WithPredictions(Scorer scorer, Table read, long before)
    {
        try
        {
            var outputs = scorer.Score(read);
            foreach (var field in outputs.Schema.Fields) read = read.With(field, outputs[field.Name]);
            return read;
        }
        catch (InvocationException error) when (error is { Row: not null, Column: not null })
        {
            throw InvocationException.Schema($"Row {before + error.Row} of the file: {error.Message}");
        }
    }

    static Schema Nullable(Schema schema) => new([.. schema.Fields.Select(field => field with { Nullable = true })]);

    static string Job(string source, ModelOrigin model)
    {
        var file = new FileInfo(source);
        var identity = $"{file.FullName}\n{(file.Exists ? file.Length : 0)}\n{(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}\n{model.ModelUuid} {model.Created:O}";
        return $"batch {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 8))}";
    }
}
