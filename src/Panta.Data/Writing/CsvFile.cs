using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Writing;

/// <summary>
/// Writes CSV files: UTF-8, texts quoted where they must be, an empty text as <c>""</c>, instants with their zone; arrays, maps and structs as JSON. They read
/// back by
/// <see cref="Read.Csv(string, CsvOptions)"/>; with QuotedNulls = false an empty text stays one.
/// </summary>
public static class CsvFile
{
    /// <summary>Writes rows to a CSV file, in place of one there may be. When it returns, file and name are on disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory. A vector column is a list in brackets.</param>
    /// <param name="options">Delimiter, header, null and compression. Default: <see cref="CsvWriteOptions"/>'s.</param>
    /// <param name="progress">Told the number of rows so far. Default null.</param>
    /// <param name="cancel">Stops the writing; the file is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(
        string path, DataFrame data, CsvWriteOptions? options = null, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        if (options.Delimiter is > '\u007F' or '"' or '\n' or '\r')
            throw new ArgumentException($"The delimiter is '{options.Delimiter}'. Allowed: one character of ASCII, no quote, no line end.", nameof(options));

        var settings = $"FORMAT csv, HEADER {(options.Header ? "true" : "false")}, DELIMITER {DuckDb.Literal(options.Delimiter.ToString())}, "
            + $"NULLSTR {DuckDb.Literal(options.NullText)}, COMPRESSION {TextCompressions.Setting(options.Compression, path)}";
        return new FileCopy(JsonSql.Dense(data), ColumnSql, settings, progress, cancel).ToFile(path);
    }

    // The sign of a NaN means nothing, but DuckDB would write it.
    static string ColumnSql(Field field)
    {
        var name = DuckDb.Quote(field.Name);
        return field.Type.Kind switch
        {
            TypeKind.Float32 or TypeKind.Float64 => $"CASE WHEN isnan({name}) THEN 'nan' ELSE {name} END AS {name}",
            TypeKind.Array or TypeKind.Map or TypeKind.Struct => $"to_json({JsonSql.Of(field.Type, name)}) AS {name}",
            _ => name,
        };
    }
}
