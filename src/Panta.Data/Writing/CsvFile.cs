using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>Writes CSV files: UTF-8, commas, a header, texts quoted where they must be, nulls empty, an empty text as <c>""</c>, instants with their zone.</summary>
public static class CsvFile
{
    /// <summary>Writes rows to a CSV file, in place of one there may be. When it returns, file and name are on disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory. A vector column is a list in brackets.</param>
    /// <param name="cancel">Stops the writing; the file is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(string path, DataFrame data, CancellationToken cancel = default) =>
        FileCopy.Write(path, data, ColumnSql, "FORMAT csv, HEADER true", cancel);

    // The sign of a NaN means nothing, but DuckDB would write it.
    static string ColumnSql(Field field)
    {
        var name = DuckDb.Quote(field.Name);
        return field.Type.Kind is TypeKind.Float32 or TypeKind.Float64 ? $"CASE WHEN isnan({name}) THEN 'nan' ELSE {name} END AS {name}" : name;
    }
}
