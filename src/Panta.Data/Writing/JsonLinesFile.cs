using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>Writes files of JSON lines: an object a row, UTF-8; NaN and infinities as null, which JSON has no word for, instants as ISO 8601 in UTC.</summary>
public static class JsonLinesFile
{
    /// <summary>Writes rows to a file of JSON lines, in place of one there may be. When it returns, file and name are on disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory. A vector column is an array of numbers.</param>
    /// <param name="compression">How the file is packed. Default: by its extension.</param>
    /// <param name="progress">Told the number of rows so far. Default null.</param>
    /// <param name="cancel">Stops the writing; the file is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(
        string path, DataFrame data, TextCompression compression = TextCompression.ByExtension, IProgress<long>? progress = null,
        CancellationToken cancel = default) =>
        new FileCopy(JsonSql.Dense(data), ColumnSql, $"FORMAT json, ARRAY false, COMPRESSION {TextCompressions.Setting(compression, path)}", progress, cancel)
            .ToFile(path);

    static string ColumnSql(Field field) => $"{JsonSql.Of(field.Type, DuckDb.Quote(field.Name))} AS {DuckDb.Quote(field.Name)}";
}
