using System.Text.RegularExpressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Reads CSV, Parquet and JSON files, by DuckDB's readers. Null and NaN stay what they are in the file.</summary>
public static class Files
{
    /// <summary>Reads all rows of a file.</summary>
    /// <param name="path">The file; or several of one format by <c>*</c> and <c>?</c>.</param>
    /// <param name="options">Format, header, types and the like. Default: found out.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>The rows in the file's order. Every field is nullable; see <see cref="SchemaInference"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">The file is empty, broken, or of a format that is not known.</exception>
    public static Table Read(string path, ReadOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var (sql, parameters) = ScanSql(path, options);
        using var db = SharedDuckDb.Connect();
        return Guarded(path, options, () => Finished(db.Query(sql, parameters, cancel), options));
    }

    /// <summary>A frame over the rows of a file: each pass reads it anew, batch by batch in bounded memory.</summary>
    /// <param name="path">The file; or several of one format by <c>*</c> and <c>?</c>.</param>
    /// <param name="options">Format, header, types and the like. Default: found out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">The file is empty, broken, or of a format that is not known; during a pass, a row is malformed.</exception>
    public static DataFrame Scan(string path, ReadOptions? options = null)
    {
        options ??= new();
        var (sql, parameters) = ScanSql(path, options);
        using var db = SharedDuckDb.Connect();
        var schema = Guarded(path, options, () => Finished(Table.Empty(db.SchemaOf(sql, parameters)), options)).Schema;
        return new(schema, cancel => Batches(path, sql, parameters, options, cancel));
    }

    static IEnumerable<Table> Batches(string path, string sql, object?[] parameters, ReadOptions options, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        using var batches = db.Stream(sql, parameters, cancel).GetEnumerator();
        while (Guarded(path, options, batches.MoveNext)) yield return Finished(batches.Current, options);
    }

    static (string Sql, object?[] Parameters) ScanSql(string path, ReadOptions options)
    {
        var isPattern = path.AsSpan().IndexOfAny('*', '?') >= 0 && !File.Exists(path);
        if (!isPattern) Check(path);

        // The brackets of a name would be a pattern to DuckDB.
        var file = isPattern ? path
            : path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);
        return (options.Format ?? FormatOf(path)) switch
        {
            FileFormat.Parquet => ("SELECT * FROM read_parquet(?)", [file]),
            FileFormat.Json => ($"SELECT *{JsonCasts(options)} FROM read_json(?{TimestampFormat(options)})", [file]),
            _ => ($"SELECT * FROM read_csv(?{CsvSettings(options, options.Delimiter ?? (isPattern ? null : CsvDialect.DelimiterOf(path)))})", [file]),
        };
    }

    static void Check(string path)
    {
        if (Directory.Exists(path)) throw new FileReadException(path, null, $"it is a folder. Name its files, for example '{path.TrimEnd('/')}/*.parquet'.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'{(Path.IsPathRooted(path) ? "" : $" in {Directory.GetCurrentDirectory()}")}.", path);
        if (new FileInfo(path).Length == 0) throw new FileReadException(path, null, "it is empty (0 bytes).");
    }

    static FileFormat FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(path) : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".txt" or ".data" => FileFormat.Csv,
            ".parquet" => FileFormat.Parquet,
            ".json" or ".jsonl" or ".ndjson" => FileFormat.Json,
            var other => throw new FileReadException(path, null,
                $"its extension '{other}' is not known. Allowed: .csv, .tsv, .txt, .parquet, .json, .jsonl, .ndjson; or give the format."),
        };
    }

    static string CsvSettings(ReadOptions options, char? delimiter)
    {
        var nulls = string.Join(", ", options.NullTexts.Select(DuckDb.Literal));
        var header = options.Header is { } given ? $", header = {(given ? "true" : "false")}" : "";
        var delim = delimiter is { } character ? $", delim = {DuckDb.Literal(character.ToString())}" : "";
        // Without skip = 0 DuckDB drops leading lines that do not fit the others, and says nothing.
        return $", skip = 0, quote = '\"', escape = '\"'{header}{delim}, nullstr = [{nulls}]{CsvTypes(options)}{TimestampFormat(options)}";
    }

    static string CsvTypes(ReadOptions options) => options.Types.IsEmpty ? ""
        : $", types = {{{string.Join(", ", options.Types.Select(type => $"{DuckDb.Literal(type.Key)}: {DuckDb.Literal(NativeText.OfType(type.Value))}"))}}}";

    static string JsonCasts(ReadOptions options) => options.Types.IsEmpty ? ""
        : $" REPLACE ({string.Join(", ", options.Types.Select(type => $"CAST({DuckDb.Quote(type.Key)} AS {NativeText.OfType(type.Value)}) AS {DuckDb.Quote(type.Key)}"))})";

    static string TimestampFormat(ReadOptions options) => options.TimestampFormat is { } format ? $", timestampformat = {DuckDb.Literal(format)}" : "";

    static Table Finished(Table table, ReadOptions options)
    {
        if (!options.TimestampsAreUtc) return table;

        foreach (var field in table.Schema.Fields.Where(field => field.Type == DataType.TimestampNtz))
        {
            var local = (Column<long>)table[field.Name];
            table = table.With(field with { Type = DataType.Timestamp }, new Column<long>(DataType.Timestamp, local.Values, local.Validity));
        }

        return table;
    }

    static T Guarded<T>(string path, ReadOptions options, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException error)
        {
            throw Explained(path, options, error);
        }
    }

    static FileReadException Explained(string path, ReadOptions options, DuckDbException error) =>
        error.Message.Contains("Error when sniffing", StringComparison.Ordinal) && File.Exists(path) && (options.Delimiter ?? CsvDialect.DelimiterOf(path)) is { } delimiter
            && CsvDialect.FindRaggedLine(path, delimiter) is var (line, values, expected, text)
            ? new(path, line, $"it has {values} values, the first line has {expected} (delimiter '{delimiter}'). The line: {text}", error)
            : Shortened(path, error);

    // DuckDB's message on a CSV or JSON row is a page: the line, its text, what is wrong, then settings and advice about its own parameters.
    static FileReadException Shortened(string path, DuckDbException error)
    {
        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var number = Regex.Match(error.Message, "(?:CSV Error on Line: |in line )([0-9]+)") is { Success: true } match
            && long.TryParse(match.Groups[1].Value, out var line) ? line : (long?)null;
        var original = lines.FirstOrDefault(text => text.StartsWith("Original Line:", StringComparison.Ordinal));
        if (original is null) return new(path, number, lines.Length > 0 ? lines[0] : error.Message, error);

        var reason = lines.SkipWhile(text => text != original).Skip(1).FirstOrDefault() ?? lines[0];
        return new(path, number, $"{reason.TrimEnd('.')}. The line: {original["Original Line:".Length..].Trim()}", error);
    }
}
