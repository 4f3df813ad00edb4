using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How CSV files are read, decided: their columns, which file has which of them, and the SQL for that.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Files">The files in order.</param>
/// <param name="Names">The columns' names in order, partition columns left out.</param>
/// <param name="Types">Their types.</param>
/// <param name="HasHeader">Whether each file's first record names its columns.</param>
/// <param name="Partitions">The partition columns.</param>
/// <param name="Inferred">What was found out.</param>
sealed record CsvPlan(
    CsvOptions Options, ImmutableArray<CsvPlan.File> Files, ImmutableArray<string> Names, ImmutableArray<CsvType> Types, bool HasHeader,
        HivePartitions Partitions,
    InferredSchema Inferred)
{
    /// <summary>A file and where its values go: the column of each value of a record.</summary>
    /// <param name="Head">Its beginning.</param>
    /// <param name="Columns">For each value of a record, the number of its column.</param>
    /// <param name="Clean">The clean copy that is read in its place; null: the file itself.</param>
    public sealed record File(CsvHead Head, ImmutableArray<int> Columns, string? Clean = null);

    // A thread of DuckDB's reads so much at a time. Its own buffers, of sixteen times the longest row, are no faster, and too large for a small limit of
    // memory; with 9 MB it refuses a file of long rows.
    const int BufferBytes = 1 << 23;

    /// <summary>Gets the fields of the rows.</summary>
    public Schema Schema => Options.Schema is { } given && Partitions.Columns.IsEmpty
        ? given : new([.. Names.Select((name, i) => Options.Schema?.Find(name) ?? new Field(name, Types[i].Type)),
            .. Partitions.Columns.Where(column => !Names.Contains(column.Name))]);

    /// <summary>The rows of all files in their order, as SQL.</summary>
    public string Sql
    {
        get
        {
            var parts = new List<string>();
            for (var start = 0; start < Files.Length;)
            {
                var end = start + 1;
                while (end < Files.Length && IsReadAlike(Files[start], Files[end])) end++;
                parts.Add(Scan(Files[start..end]));
                start = end;
            }

            return string.Join(" UNION ALL ", parts);
        }
    }

    // Each partition column takes the place of a column of the files of its name, as with Spark.
    string Scan(ImmutableArray<File> files)
    {
        var first = files[0];
        var there = first.Columns.ToHashSet();
        var values = Names.Select((name, i) => (Name: name, Sql: Partitions.Columns.Any(column => column.Name == name) ? DuckDb.Quote(name)
            : ValueSql(there, i)))
            .Concat(Partitions.Columns.Where(column => !Names.Contains(column.Name)).Select(column => (column.Name, Sql: DuckDb.Quote(column.Name))));
        var paths = string.Join(", ", files.Select(file => FilePaths.Literal(file.Clean ?? file.Head.Path)));
        return $"SELECT {string.Join(", ", values.Select(value => $"{value.Sql} AS {DuckDb.Quote(value.Name)}"))} FROM read_csv([{paths}]{Settings(first)})";
    }

    string ValueSql(HashSet<int> there, int column) => there.Contains(column) ? Types[column].Sql(Native(column))
        : $"CAST(NULL AS {NativeText.OfType(Types[column].Type)})";

    static string Native(int column) => string.Create(CultureInfo.InvariantCulture, $"panta{column}");

    string Settings(File file)
    {
        var dialect = file.Head.Dialect;
        var types = file.Columns.Select(column => $"{DuckDb.Literal(Native(column))}: {DuckDb.Literal(Types[column].NativeType)}");
        var quote = dialect.Quote is { } character ? $"quote = {Character(character)}, escape = {Character(dialect.Escape)}" : "quote = '', escape = ''";
        // DuckDB wants at least one text for null: this one stands in no file.
        var nulls = string.Join(", ", Options.NullTexts.DefaultIfEmpty("\u0001\u0002\u0001").Select(DuckDb.Literal));
        var skip = file.Clean is null ? SkipOf(file) : 0;
        return string.Create(CultureInfo.InvariantCulture,
            $", auto_detect = false, header = false, skip = {skip}, delim = {Character(dialect.Delimiter)}, {quote}")
            + (dialect.Comment is { } comment ? $", comment = {Character(comment)}" : "")
            + (file.Clean is null ? "" : @", new_line = '\n', compression = 'none'")
            + $", nullstr = [{nulls}], allow_quoted_nulls = {(Options.QuotedNulls ? "true" : "false")}{NumberSettings()}"
            + string.Create(CultureInfo.InvariantCulture, $", max_line_size = {Options.MaxRowBytes}")
            + (Options.MaxRowBytes <= BufferBytes ? string.Create(CultureInfo.InvariantCulture, $", buffer_size = {BufferBytes}") : "")
            + $", columns = {{{string.Join(", ", types)}}}{Partitions.Setting}";
    }

    string NumberSettings() => Options.DecimalSeparator == '.' ? "" : $", decimal_separator = {DuckDb.Literal(Options.DecimalSeparator.ToString())}";

    long SkipOf(File file) => HasHeader ? file.Head.Lines : file.Head.FirstLine - 1;

    bool IsReadAlike(File one, File other) =>
        one.Columns.AsSpan().SequenceEqual(other.Columns.AsSpan()) && (one.Clean is null) == (other.Clean is null) && SkipOf(one) == SkipOf(other)
        && one.Head.Dialect == other.Head.Dialect;

    static string Character(byte character) => DuckDb.Literal(((char)character).ToString());
}
